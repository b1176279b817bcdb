package org.datanet.attribution.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.rest.VerbatimSpans;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpanIndexTest {
    @TempDir
    Path directory;

    /** Few words and many repetitions: every prefix, boundary and tie that can occur does. */
    private static String random(SplittableRandom random, int words) {
        String[] vocabulary = {"a", "aa", "ab", "b", "ba", "é", "a1", "c"};
        String[] gaps = {" ", " ", " ", ", ", "-", ". "};
        return IntStream.range(0, words)
                .mapToObj(i -> vocabulary[random.nextInt(vocabulary.length)] + gaps[random.nextInt(gaps.length)])
                .collect(Collectors.joining())
                .strip();
    }

    private SpanIndex index(List<String> texts, int memory, String name) throws IOException {
        return SpanIndex.build(texts.iterator(), Digest.EMPTY, directory.resolve(name), memory, Progress.none());
    }

    /** Begins of the span in a text, where it stands between the ends of words. */
    private static long occurrences(String text, String span) {
        byte[] t = text.getBytes(StandardCharsets.UTF_8);
        byte[] s = span.getBytes(StandardCharsets.UTF_8);
        long count = 0;
        for (int i = 0; i + s.length <= t.length; i++) {
            boolean same = CanonicalText.startsWord(i == 0 ? 0 : t[i - 1], t[i]);
            for (int j = 0; j < s.length && same; j++) {
                same = t[i + j] == s[j];
            }
            count += same && (i + s.length == t.length || !CanonicalText.isWord(t[i + s.length])) ? 1 : 0;
        }
        return count;
    }

    /** Maximal spans from the definition: every pair of words of the output is tried. */
    private static List<String> spans(List<String> texts, String output, int minWords) {
        byte[] query = output.getBytes(StandardCharsets.UTF_8);
        List<int[]> words = new ArrayList<>();
        for (int i = 0; i < query.length; i++) {
            if (CanonicalText.startsWord(i == 0 ? 0 : query[i - 1], query[i])) {
                int end = i;
                while (end < query.length && CanonicalText.isWord(query[end])) {
                    end++;
                }
                words.add(new int[] {i, end});
            }
        }
        List<String> spans = new ArrayList<>();
        int reached = 0;
        for (int first = 0; first < words.size(); first++) {
            for (int last = words.size(); last > first; last--) {
                int from = words.get(first)[0];
                String span = new String(query, from, words.get(last - 1)[1] - from, StandardCharsets.UTF_8);
                if (texts.stream().anyMatch(text -> occurrences(text, span) > 0)) {
                    if (last > reached && last - first >= minWords) {
                        spans.add(span);
                    }
                    reached = Math.max(reached, last);
                    break;
                }
            }
        }
        return spans;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void spans_rows_and_occurrences_are_those_of_the_definition(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> texts = IntStream.range(0, 12)
                .mapToObj(i -> random(random, 3 + random.nextInt(60)))
                .toList();
        SpanIndex index = index(texts, 50, "i");
        for (int i = 0; i < 20; i++) {
            String output = random(random, 25);
            List<Span> found = index.spans(output, 2);
            assertThat(found).extracting(Span::text).isEqualTo(spans(texts, output, 2));
            for (Span span : found) {
                assertThat(span.occurrences())
                        .isEqualTo(texts.stream()
                                .mapToLong(text -> occurrences(text, span.text()))
                                .sum());
                assertThat(span.rows())
                        .isEqualTo(IntStream.range(0, 12)
                                .filter(row -> occurrences(texts.get(row), span.text()) > 0)
                                .boxed()
                                .toList());
            }
        }
    }

    @Test
    void the_same_bytes_come_out_of_any_memory() throws IOException {
        SplittableRandom random = new SplittableRandom(9);
        List<String> texts =
                IntStream.range(0, 40).mapToObj(i -> random(random, 300)).toList();
        index(texts, 1 << 20, "large");
        index(texts, 700, "small");

        assertThat(SpanIndexBuilder.suffixes(directory.resolve("small")))
                .hasSameBinaryContentAs(SpanIndexBuilder.suffixes(directory.resolve("large")));
    }

    @Test
    void a_span_longer_than_the_order_of_the_array_is_found_whole() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        String common = random(random, 400);
        List<String> texts = List.of(common + " x one", common + " y two", common + " z three");
        SpanIndex index = index(texts, 100, "i");

        List<Span> spans = index.spans("before " + common + " y two after", 5);

        assertThat(spans).hasSize(1);
        assertThat(spans.get(0).text()).isEqualTo(common + " y two");
        assertThat(spans.get(0).rows()).containsExactly(1);
        assertThat(spans.get(0).occurrences()).isEqualTo(1);
    }

    private static Datanet datanet(String... contributorAndText) {
        Datanet.Builder builder = Datanet.builder(new DatanetId("texts"), "1");
        for (int i = 0; i < contributorAndText.length; i += 2) {
            builder.add(new Datanet.Row(
                            new SampleId("s" + i),
                            new ContributorId(contributorAndText[i]),
                            Digest.sha256(contributorAndText[i + 1].getBytes(StandardCharsets.UTF_8)))
                    .text(contributorAndText[i + 1]));
        }
        return builder.build();
    }

    @Test
    void rare_words_weigh_more_and_the_first_who_brought_a_span_has_it() throws IOException {
        Datanet datanet = datanet(
                "ann", "the cat sat on the mat and the dog lay on the rug",
                "bob", "quaint zephyrs vex bold jackdaws nightly",
                "copycat", "quaint zephyrs   vex bold\njackdaws nightly",
                "bob", "on the mat and the dog lay on the rug");
        SpanIndex index = SpanIndex.build(datanet, directory.resolve("i"), Progress.none());
        String output = "He saw quaint zephyrs vex bold jackdaws while the dog lay on the rug.";

        VerbatimOverlap first = index.overlap(output, datanet, 4, VerbatimOverlap.Credit.FIRST);
        VerbatimOverlap equal = index.overlap(output, datanet, 4, VerbatimOverlap.Credit.EQUAL);

        assertThat(first.spans())
                .extracting(Span::text)
                .containsExactly("quaint zephyrs vex bold jackdaws", "the dog lay on the rug");
        assertThat(first.spans().get(0).rarity())
                .isGreaterThan(first.spans().get(1).rarity());
        assertThat(first.shares().keySet()).containsExactly(0, 1);
        assertThat(first.contributors(datanet).get(new ContributorId("bob"))).isGreaterThan(0.5);
        assertThat(equal.shares().keySet()).containsExactly(0, 1, 2, 3);
        assertThat(equal.contributors(datanet).get(new ContributorId("copycat")))
                .isCloseTo(first.shares().get(1) / 2, within(1e-12));
        assertThat(equal.shares().values().stream().mapToDouble(share -> share).sum())
                .isCloseTo(1, within(1e-12));
        VerbatimSpans document = equal.document(datanet);
        assertThat(document.root()).isEqualTo(datanet.root());
        assertThat(document.spans()).hasSameSizeAs(equal.spans());
        byte[] canonical = document.output().getBytes(StandardCharsets.UTF_8);
        for (VerbatimSpans.Span span : document.spans()) {
            assertThat(new String(canonical, span.from(), span.to() - span.from(), StandardCharsets.UTF_8))
                    .isEqualTo(span.text());
            for (SampleId sample : span.samples()) {
                byte[] text = CanonicalText.of(datanet.text(datanet.row(sample).orElseThrow()));
                assertThat(new String(text, StandardCharsets.UTF_8)).contains(span.text());
            }
        }
        assertThat(document.shares().stream()
                        .mapToDouble(VerbatimSpans.Share::share)
                        .sum())
                .isCloseTo(1, within(1e-12));
        for (VerbatimSpans.Share share : document.shares()) {
            int row = datanet.row(share.sample()).orElseThrow();
            assertThat(share.contributor()).isEqualTo(datanet.contributorId(row));
            assertThat(share.share()).isEqualTo(equal.shares().get(row));
        }
        assertThat(index.overlap("nothing of this stands anywhere", datanet, 2, VerbatimOverlap.Credit.FIRST)
                        .shares())
                .isEmpty();
    }

    @Test
    void the_use_of_an_output_gives_a_receipt_like_training_does() throws Exception {
        Datanet datanet = datanet(
                "ann", "the cat sat on the mat and the dog lay on the rug",
                "bob", "quaint zephyrs vex bold jackdaws nightly",
                "cleo", "nobody repeats a word of this");
        SpanIndex index = SpanIndex.build(datanet, directory.resolve("i"), Progress.none());
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        UsageRun run = UsageRun.on(datanet).run("answer").payer("p").fee(100).build();

        UsageReceipt receipt = SigningUsageRecorder.of(Signer.of(keys), Clock.systemUTC())
                .record(
                        run,
                        session -> index.overlap(
                                        "quaint zephyrs vex bold jackdaws on the mat and the dog",
                                        datanet,
                                        4,
                                        VerbatimOverlap.Credit.FIRST)
                                .tell(session));

        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(receipt.header().method()).isEqualTo(VerbatimOverlap.METHOD);
        assertThat(receipt.table().rows()).containsExactly(0, 1);
        assertThat(receipt.table().exposures()).containsExactly(1, 1);
        assertThat(Arrays.stream(receipt.table().gains()).sum()).isCloseTo(1_000_000_000L, within(2L));
        assertThat(receipt.table().gain(1)).isGreaterThan(receipt.table().gain(0));
        assertThat(receipt.verify(keys.getPublic())).isTrue();
        assertThat(ReceiptCodec.read(
                        new ByteArrayInputStream(ReceiptCodec.toBytes(receipt)), "answer", ReceiptCodec.Limits.DEFAULT))
                .isEqualTo(receipt);
    }

    @Test
    void an_index_of_another_datanet_and_an_unfinished_one_are_refused() throws IOException {
        Datanet datanet = datanet("ann", "one two three");
        SpanIndex index = SpanIndex.build(datanet, directory.resolve("i"), Progress.none());
        Datanet other = datanet("ann", "one two three four");

        assertThatThrownBy(() -> index.overlap("one two", other, 1, VerbatimOverlap.Credit.FIRST))
                .hasMessageContaining(other.root().hex());
        Files.write(SpanIndexBuilder.suffixes(directory.resolve("i")), new byte[4]);
        assertThatThrownBy(() -> SpanIndex.open(directory.resolve("i"))).hasMessageContaining("do not belong together");
        assertThatThrownBy(() -> SpanIndex.open(directory)).isInstanceOf(IOException.class);
        assertThat(index.rows()).isEqualTo(1);
    }
}

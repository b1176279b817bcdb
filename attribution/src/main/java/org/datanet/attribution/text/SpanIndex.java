package org.datanet.attribution.text;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.datanet.contribution.Datanet;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;

/**
 * Finds the verbatim spans of a text that stand in a text Datanet (the task of OLMoTrace, Liu et al. 2025, by a suffix array over word
 * starts instead of tokens). Spans begin and end with a word. A query costs one binary search a word; the index is 4 bytes a word
 * beside the text, both mapped and not read, so that many indexes can be open at once. Thread-safe.
 */
public final class SpanIndex {
    /** The most rows that a span names. */
    public static final int MAX_ROWS = 1000;

    /** The most occurrences of a span that are looked at for their rows; beyond it a span belongs to the language. */
    private static final int MAX_OCCURRENCES = 10_000;

    private final MappedBytes text;
    private final MappedBytes starts;
    private final MappedBytes suffixes;
    private final long words;
    private final int documents;
    private final Digest root;

    private SpanIndex(Path directory) throws IOException {
        try (DataInputStream header = new DataInputStream(Files.newInputStream(SpanIndexBuilder.header(directory)))) {
            if (header.readLong() != SpanIndexBuilder.MAGIC) {
                throw new IOException(SpanIndexBuilder.header(directory) + " is not the header of a span index");
            }
            documents = header.readInt();
            long size = header.readLong();
            words = header.readLong();
            root = Digest.of(header.readNBytes(Digest.LENGTH));
            text = new MappedBytes(SpanIndexBuilder.text(directory));
            starts = new MappedBytes(SpanIndexBuilder.documents(directory));
            suffixes = new MappedBytes(SpanIndexBuilder.suffixes(directory));
            if (text.size() != size
                    || starts.size() != (documents + 1L) * Long.BYTES
                    || suffixes.size() != words * Integer.BYTES) {
                throw new IOException("the files of the span index in %s do not belong together; build it again"
                        .formatted(directory));
            }
        }
    }

    /** Builds an index of a Datanet's texts in a directory and opens it, with half a gigabyte of memory for sorting. */
    public static SpanIndex build(Datanet datanet, Path directory, Progress progress) throws IOException {
        return build(
                IntStream.range(0, datanet.rows()).mapToObj(datanet::text).iterator(),
                datanet.root(),
                directory,
                1 << 25,
                progress);
    }

    /**
     * Builds an index of texts that need not be in memory at once.
     *
     * @param texts in row order; at most 4 GB of UTF-8 in all
     * @param root of the Datanet whose rows they are
     * @param suffixesInMemory how many words are sorted at a time: 12 bytes of heap each
     */
    public static SpanIndex build(
            Iterator<String> texts, Digest root, Path directory, int suffixesInMemory, Progress progress)
            throws IOException {
        new SpanIndexBuilder(directory, suffixesInMemory, progress).build(texts, root);
        return open(directory);
    }

    /**
     * Opens an index.
     *
     * @throws IOException when there is none, or it was never finished, or its files do not belong together
     */
    public static SpanIndex open(Path directory) throws IOException {
        return new SpanIndex(directory);
    }

    /** Merkle root of the Datanet that was indexed. */
    public Digest root() {
        return root;
    }

    /** Number of rows. */
    public int rows() {
        return documents;
    }

    /**
     * What an output has verbatim from the Datanet.
     *
     * @param datanet the one that was indexed
     * @param minWords words that a span has at least; short ones are everybody's
     * @throws IllegalArgumentException when the Datanet is not the one that was indexed
     */
    public VerbatimOverlap overlap(String output, Datanet datanet, int minWords, VerbatimOverlap.Credit credit) {
        if (!datanet.root().equals(root)) {
            throw new IllegalArgumentException(
                    "the index is of root %s, Datanet %s has root %s".formatted(root, datanet.id(), datanet.root()));
        }
        return VerbatimOverlap.of(
                new String(CanonicalText.of(output), StandardCharsets.UTF_8), spans(output, minWords), datanet, credit);
    }

    /** The maximal verbatim spans of an output with at least that many words, in order. */
    public List<Span> spans(String output, int minWords) {
        byte[] query = CanonicalText.of(output);
        int[] from = new int[query.length + 1];
        int[] to = new int[query.length + 1];
        int count = 0;
        for (int i = 0; i < query.length; ) {
            if (CanonicalText.startsWord(i == 0 ? 0 : query[i - 1], query[i])) {
                from[count] = i;
                while (i < query.length && CanonicalText.isWord(query[i])) {
                    i++;
                }
                to[count++] = i;
            } else {
                i++;
            }
        }
        List<Span> spans = new ArrayList<>();
        int reached = 0;
        for (int word = 0; word < count && reached < count; word++) {
            int last = atMost(query, from, to, word, count);
            // A span that ends where an earlier one did lies within it, and one of too few words is none.
            if (last > reached && last - word >= minWords) {
                last = whole(query, from, to, word, last);
                if (last > reached && last - word >= minWords) {
                    spans.add(span(query, from, to, word, last));
                }
                reached = Math.max(reached, last);
            }
        }
        return spans;
    }

    /** One past the last word of the longest span that begins with a word, by bytes: the last word may go on in the Datanet. */
    private int atMost(byte[] query, int[] from, int[] to, int word, int count) {
        long insertion = below(query, from[word], query.length, -1, 0, words);
        int matched = 0;
        for (long neighbour = Math.max(0, insertion - 1); neighbour < words; neighbour++) {
            int common = common(query, from[word], suffix(neighbour));
            matched = Math.max(matched, common);
            if (neighbour >= insertion && common < SpanIndexBuilder.DEPTH) {
                break;
            }
        }
        int last = word;
        while (last < count && to[last] <= from[word] + matched) {
            last++;
        }
        return last;
    }

    /** The same without last words that go on in the Datanet wherever the span stands. */
    private int whole(byte[] query, int[] from, int[] to, int word, int atMost) {
        int last = atMost;
        while (last > word && occurrences(query, from[word], to[last - 1]).count() == 0) {
            last--;
        }
        return last;
    }

    private Span span(byte[] query, int[] from, int[] to, int word, int last) {
        Occurrences occurrences = occurrences(query, from[word], to[last - 1]);
        TreeSet<Integer> rows = new TreeSet<>();
        occurrences.places().limit(MAX_OCCURRENCES).forEach(place -> rows.add(document(place)));
        double rarity = 0;
        for (int w = word; w < last; w++) {
            rarity +=
                    Math.log((double) words / occurrences(query, from[w], to[w]).count()) / Math.log(2);
        }
        return new Span(
                new String(query, from[word], to[last - 1] - from[word], StandardCharsets.UTF_8),
                from[word],
                to[last - 1],
                last - word,
                rarity,
                occurrences.count(),
                rows.stream().limit(MAX_ROWS).toList());
    }

    /** Bytes that end a word are these four ranges: after a prefix, each of them is one run of the suffix array. */
    private static final int[][] BETWEEN_WORDS = {{0, '0'}, {'9' + 1, 'A'}, {'Z' + 1, 'a'}, {'z' + 1, 0x80}};

    /** The suffixes that hold exactly these words and no longer one at the end. */
    private Occurrences occurrences(byte[] query, int from, int to) {
        List<long[]> runs = new ArrayList<>();
        if (to - from < SpanIndexBuilder.DEPTH) {
            long first = below(query, from, to, -1, 0, words);
            long end = below(query, from, to, 256, first, words);
            for (int[] range : BETWEEN_WORDS) {
                long low = below(query, from, to, range[0], first, end);
                long high = below(query, from, to, range[1], low, end);
                if (low < high) {
                    runs.add(new long[] {low, high});
                }
            }
        } else {
            // Beyond the depth the array is not ordered: look at each of the few that agree so far.
            for (long i = below(query, from, to, -1, 0, words);
                    i < words && common(query, from, suffix(i)) >= SpanIndexBuilder.DEPTH;
                    i++) {
                if (common(query, from, suffix(i)) >= to - from
                        && !CanonicalText.isWord(text.at(suffix(i) + to - from))) {
                    runs.add(new long[] {i, i + 1});
                }
            }
        }
        return new Occurrences(runs);
    }

    /** Runs [low, high) of the suffix array. */
    private final class Occurrences {
        private final List<long[]> runs;

        Occurrences(List<long[]> runs) {
            this.runs = runs;
        }

        long count() {
            return runs.stream().mapToLong(run -> run[1] - run[0]).sum();
        }

        LongStream places() {
            return runs.stream()
                    .flatMapToLong(run -> LongStream.range(run[0], run[1]))
                    .map(SpanIndex.this::suffix);
        }
    }

    /**
     * How many suffixes are below the query's bytes followed by one more byte, -1 for none more and 256 for any.
     *
     * @param least known to be at most that many
     * @param most known to be at least that many
     */
    private long below(byte[] query, int from, int to, int next, long least, long most) {
        int length = Math.min(to - from, SpanIndexBuilder.DEPTH);
        long low = least;
        long high = most;
        while (low < high) {
            long middle = low + high >>> 1;
            long place = suffix(middle);
            int order = compare(query, from, length, place);
            if (order > 0 || order == 0 && text.at(place + length) < next) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Order of the query's bytes against a suffix: 0 where the suffix begins with them. */
    private int compare(byte[] query, int from, int length, long place) {
        for (int i = 0; i < length; i++) {
            int difference = (query[from + i] & 0xff) - text.at(place + i);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private int common(byte[] query, int from, long place) {
        int length = 0;
        while (from + length < query.length && (query[from + length] & 0xff) == text.at(place + length)) {
            length++;
        }
        return length;
    }

    private long suffix(long index) {
        return suffixes.unsignedInt(index * Integer.BYTES);
    }

    private int document(long place) {
        int low = 0;
        int high = documents - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (starts.longAt((long) middle * Long.BYTES) <= place) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}

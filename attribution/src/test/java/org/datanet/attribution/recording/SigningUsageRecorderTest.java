package org.datanet.attribution.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRun;
import org.datanet.usage.UsageSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningUsageRecorderTest {
    private static final KeyPair KEYS = keys();
    private static final Signer SIGNER = Signer.of(KEYS);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final Datanet DATANET = datanet(3_000);

    @Test
    void a_completed_run_gives_a_signed_receipt_of_exactly_what_was_trained_on() {
        UsageSession session = recorder().open(run("r1"));
        session.exposed(2_999, 4);
        session.exposed(new int[] {9, 7, 7, 1_024, 9}, 1, 4);
        session.gained(7, 0.25);
        session.gained(7, -0.125);
        session.attribution("in-run gain", 0.01);
        session.framework("some framework 1.0");
        session.fingerprint(() -> Digest.sha256(new byte[] {1}));

        UsageReceipt receipt = session.complete();

        assertThat(receipt.verify(KEYS.getPublic())).isTrue();
        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(receipt.header().notes()).isEmpty();
        assertThat(receipt.table().rows()).containsExactly(7, 1_024, 2_999);
        assertThat(receipt.table().exposures()).containsExactly(2, 1, 4);
        assertThat(receipt.table().gains()).containsExactly(125_000_000, 0, 0);
        assertThat(receipt.header().method()).isEqualTo("in-run gain");
        assertThat(receipt.header().residual()).isEqualTo(0.01);
        assertThat(receipt.header().modelFingerprint()).isEqualTo(Digest.sha256(new byte[] {1}));
        assertThat(receipt.header().framework()).isEqualTo("some framework 1.0");
        assertThat(receipt.header().datanet().root()).isEqualTo(DATANET.root());
    }

    static Stream<Arguments> flaws() {
        return Stream.of(
                flaw(
                        "a row that is too high",
                        s -> s.exposed(3_000, 1),
                        "rows outside the Datanet were used (1, first: 3000 of 3000)"),
                flaw("a negative row", s -> s.exposed(-1, 1), "first: -1 of 3000"),
                flaw("a negative row among others", s -> s.exposed(new int[] {4, -9, 5}, 0, 3), "first: -9 of 3000"),
                flaw("a gain of a row that is not there", s -> s.gained(3_000, 0.5), "first: 3000 of 3000"),
                flaw("a negative count", s -> s.exposed(3, -2), "first: -2 for row 3"),
                flaw(
                        "a count beyond 63 bits",
                        s -> {
                            s.exposed(3, Long.MAX_VALUE);
                            s.exposed(3, 1);
                        },
                        "exposures beyond 63 bits were cut (1, first: row 3)"),
                flaw("a slice beyond its array", s -> s.exposed(new int[4], 2, 5), "first: [2, 5) of 4"),
                flaw("a slice that ends before it begins", s -> s.exposed(new int[4], 3, 2), "first: [3, 2) of 4"),
                flaw("no rows", s -> s.exposed(null, 0, 1), "first: a null"),
                flaw("an unknown sample", s -> s.row(new SampleId("nobody")), "first: \"nobody\""),
                flaw("no sample", s -> s.row(null), "first: a null"),
                flaw(
                        "a gain that is no number",
                        s -> {
                            s.exposed(3, 1);
                            s.gained(3, Double.NaN);
                        },
                        "first: NaN for row 3"),
                flaw("an infinite gain", s -> s.gained(3, Double.NEGATIVE_INFINITY), "first: -Infinity for row 3"),
                flaw("an exploded gain", s -> s.gained(3, 1e300), "first: 1.0E300 for row 3"),
                flaw(
                        "gains that add up beyond what can be kept",
                        s -> {
                            s.exposed(3, 1);
                            s.attribution("in-run gain", 0);
                            s.gained(3, 4_096);
                            s.gained(3, 4_096);
                        },
                        "first: 4096.0 for row 3"),
                flaw(
                        "a gain of a row never trained on",
                        s -> {
                            s.attribution("in-run gain", 0);
                            s.gained(3, 0.5);
                        },
                        "never trained on (1, first: row 3)"),
                flaw(
                        "gains without a method",
                        s -> {
                            s.exposed(3, 1);
                            s.gained(3, 0.5);
                        },
                        "never named"),
                flaw("a residual that is no number", s -> s.attribution("in-run gain", Double.NaN), "first: NaN"),
                flaw("no method", s -> s.attribution(null, 0), "first: a null"),
                flaw("a blank note", s -> s.note(" "), "first: a blank"),
                flaw("no note", s -> s.note(null), "first: a null"),
                flaw(
                        "too many notes",
                        s -> {
                            for (int i = 0; i < 1_000; i++) {
                                s.note("note " + i);
                            }
                        },
                        "notes beyond the first 100 were dropped (900, first: note 100)"),
                flaw("no framework", s -> s.framework(null), "first: a null"),
                flaw("no fingerprint's source", s -> s.fingerprint(null), "no source given"),
                flaw("no fingerprint", s -> s.fingerprint(() -> null), "its source gave none"),
                flaw(
                        "a fingerprint that fails",
                        s -> s.fingerprint(() -> {
                            throw new IllegalStateException("the network is gone");
                        }),
                        "the network is gone"),
                flaw(
                        "what an adapter reports",
                        s -> s.incomplete("two networks share the session"),
                        "two networks share the session"));
    }

    private static Arguments flaw(String name, Consumer<UsageSession> deed, String note) {
        return Arguments.argumentSet(name, deed, note);
    }

    @ParameterizedTest
    @MethodSource("flaws")
    void bad_input_never_throws_and_leaves_an_incomplete_receipt_that_says_why(
            Consumer<UsageSession> deed, String note) {
        UsageSession session = recorder().open(run("r1"));
        session.exposed(5, 1);

        assertThatCode(() -> deed.accept(session)).doesNotThrowAnyException();
        UsageReceipt receipt = session.complete();

        assertThat(receipt.header().state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(receipt.header().notes()).anySatisfy(n -> assertThat(n).contains(note));
        assertThat(receipt.verify(KEYS.getPublic())).isTrue();
        assertThat(receipt.table().rows()).contains(5);
    }

    @Test
    void labels_are_kept_once_in_order_and_without_control_characters_and_leave_the_receipt_whole() {
        UsageSession session = recorder().open(run("r1"));
        session.note("SGD proxy");
        session.note("batch\nnormalisation");
        session.note("SGD proxy");

        UsageReceipt.Header header = session.complete().header();

        assertThat(header.notes()).containsExactly("SGD proxy", "batch normalisation");
        assertThat(header.state()).isEqualTo(RunState.COMPLETED);
    }

    @Test
    void what_comes_after_the_end_changes_nothing_and_throws_nothing() {
        List<UsageReceipt> taken = new ArrayList<>();
        SigningUsageRecorder recorder = SigningUsageRecorder.builder(SIGNER)
                .clock(CLOCK)
                .sink(taken::add)
                .build();
        UsageSession session = recorder.open(run("r1"));
        session.exposed(5, 1);
        UsageReceipt receipt = session.complete();

        session.exposed(6, 1);
        session.exposed(new int[] {6}, 0, 1);
        session.gained(5, 1);
        session.attribution("x", 0);
        session.note("late");
        session.incomplete("late");
        session.framework("late");
        session.fingerprint(() -> Digest.EMPTY);
        session.row(new SampleId("nobody"));
        session.close();
        session.close();

        assertThat(session.complete()).isSameAs(receipt);
        assertThat(session.fail("late")).isSameAs(receipt);
        assertThat(taken).containsExactly(receipt);
        assertThat(receipt.table().rows()).containsExactly(5);
        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
    }

    @Test
    void an_error_of_the_loop_fails_the_run_and_reaches_the_caller_unchanged() {
        List<UsageReceipt> taken = new ArrayList<>();
        SigningUsageRecorder recorder = SigningUsageRecorder.builder(SIGNER)
                .clock(CLOCK)
                .sink(taken::add)
                .build();
        IllegalStateException error = new IllegalStateException("out of data");

        assertThatThrownBy(() -> recorder.record(run("r1"), session -> {
                    session.exposed(1, 1);
                    throw error;
                }))
                .isSameAs(error);

        assertThat(taken).singleElement().satisfies(receipt -> {
            assertThat(receipt.header().state()).isEqualTo(RunState.FAILED);
            assertThat(receipt.verify(KEYS.getPublic())).isTrue();
            assertThat(receipt.table().rows()).containsExactly(1);
        });
    }

    @Test
    void a_failed_run_stays_failed_though_its_recording_has_flaws() {
        UsageSession session = recorder().open(run("r1"));
        session.exposed(-1, 1);

        UsageReceipt receipt = session.fail("out of memory");

        assertThat(receipt.header().state()).isEqualTo(RunState.FAILED);
        assertThat(receipt.header().notes()).anyMatch(n -> n.equals("failed: out of memory"));
        assertThat(session.complete()).isSameAs(receipt);
    }

    @Test
    void one_run_id_is_recorded_by_one_session_at_a_time() {
        SigningUsageRecorder recorder = recorder();
        UsageSession session = recorder.open(run("r1"));

        assertThatThrownBy(() -> recorder.open(run("r1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("run \"r1\" is being recorded already; give every run an id of its own");
        session.close();
        assertThatCode(() -> recorder.open(run("r1")).close()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void the_table_does_not_depend_on_how_threads_interleave(long seed) throws Exception {
        record Deed(int row, double gain) {}
        Random random = new Random(seed);
        List<Deed> deeds = new ArrayList<>();
        long[] count = new long[DATANET.rows()];
        for (int i = 0; i < 40_000; i++) {
            int row = random.nextInt(500) * 3;
            deeds.add(new Deed(row, random.nextGaussian() * Math.pow(10, random.nextInt(12) - 9)));
            count[row]++;
        }
        Digest alone = null;
        for (int threads : new int[] {1, 2, 5}) {
            UsageSession session = recorder().open(run("r1"));
            session.attribution("in-run gain", 0);
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            List<Future<?>> parts = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                List<Deed> part = deeds.subList(deeds.size() * t / threads, deeds.size() * (t + 1) / threads);
                parts.add(pool.submit(() -> part.forEach(deed -> {
                    session.exposed(deed.row(), 1);
                    session.gained(deed.row(), deed.gain());
                })));
            }
            for (Future<?> part : parts) {
                part.get();
            }
            pool.shutdown();
            UsageReceipt receipt = session.complete();
            assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
            for (int i = 0; i < receipt.table().size(); i++) {
                assertThat(receipt.table().exposures(i))
                        .isEqualTo(count[receipt.table().row(i)]);
            }
            if (alone == null) {
                alone = receipt.digest();
            }
            assertThat(receipt.digest()).isEqualTo(alone);
            Collections.shuffle(deeds, random);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-9, -1e-9, 4.4e-10, -4.6e-10, 0.1, -0.1, 1.0 / 3, 4_095.123456789, -4_095.123456789})
    void gains_are_rounded_to_the_nearest_billionth(double gain) {
        UsageSession session = recorder().open(run("r1"));
        session.attribution("in-run gain", 0);
        session.exposed(0, 1);
        session.gained(0, gain);

        assertThat(session.complete().table().gain(0)).isEqualTo(Math.round(gain * 1e9));
    }

    @Test
    void ten_thousand_tiny_gains_are_not_lost() {
        UsageSession session = recorder().open(run("r1"));
        session.attribution("in-run gain", 0);
        session.exposed(0, 10_000);
        for (int i = 0; i < 10_000; i++) {
            session.gained(0, 1e-13);
        }

        assertThat(session.complete().table().gain(0)).isEqualTo(1);
    }

    @Test
    void a_clock_that_goes_back_is_noted() {
        Clock back = new Clock() {
            private long now = 1_000_000;

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                now -= 5_000;
                return Instant.ofEpochMilli(now);
            }
        };
        UsageReceipt receipt =
                SigningUsageRecorder.of(SIGNER, back).open(run("r1")).complete();

        assertThat(receipt.header().state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(receipt.header().ended()).isEqualTo(receipt.header().started());
        assertThat(receipt.header().notes()).singleElement().asString().startsWith("the clock went back");
    }

    @Test
    void a_signer_that_cannot_sign_is_refused_before_the_training() throws Exception {
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Signer mixed = new Signer() {
            @Override
            public PublicKey publicKey() {
                return KEYS.getPublic();
            }

            @Override
            public byte[] sign(byte[] message) {
                return Signer.of(other).sign(message);
            }
        };

        assertThatThrownBy(() -> SigningUsageRecorder.of(mixed, CLOCK))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("do not verify");
    }

    @Test
    void a_signer_that_is_lost_during_the_training_leaves_an_unsigned_incomplete_receipt() {
        Signer lost = new Signer() {
            @Override
            public PublicKey publicKey() {
                return KEYS.getPublic();
            }

            @Override
            public byte[] sign(byte[] message) {
                if (new String(message, StandardCharsets.UTF_8).equals("probe")) {
                    return SIGNER.sign(message);
                }
                throw new IllegalStateException("the key store is gone");
            }
        };
        UsageSession session = SigningUsageRecorder.of(lost, CLOCK).open(run("r1"));
        session.exposed(3, 1);

        UsageReceipt receipt = session.complete();

        assertThat(receipt.header().state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(receipt.verify(KEYS.getPublic())).isFalse();
        assertThat(receipt.header().notes()).anySatisfy(n -> assertThat(n).contains("the key store is gone"));
    }

    @Test
    void a_sink_that_fails_costs_neither_the_training_nor_the_receipt() {
        SigningUsageRecorder recorder = SigningUsageRecorder.builder(SIGNER)
                .clock(CLOCK)
                .sink(receipt -> {
                    throw new IllegalStateException("the disk is full");
                })
                .build();

        UsageReceipt receipt = recorder.record(run("r1"), session -> session.exposed(1, 1));

        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(receipt.verify(KEYS.getPublic())).isTrue();
    }

    @Test
    void a_crash_leaves_signed_incomplete_checkpoints() {
        List<UsageReceipt> stored = new ArrayList<>();
        SigningUsageRecorder recorder = SigningUsageRecorder.builder(SIGNER)
                .clock(CLOCK)
                .checkpoints(Duration.ofNanos(1), stored::add)
                .build();
        for (int i = 0; i < 50; i++) {
            // The first signatures of a process are slow, and a slow checkpoint puts off the next one.
            recorder.open(run("warm " + i)).close();
        }
        stored.clear();
        UsageSession session = recorder.open(run("r1"));

        assertThat(stored)
                .singleElement()
                .satisfies(r -> assertThat(r.table().size()).isZero());
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        long exposures = 0;
        while (stored.size() < 3 && System.nanoTime() < until) {
            session.exposed(7, 1);
            exposures++;
        }

        assertThat(stored).hasSize(3);
        UsageReceipt last = stored.get(2);
        assertThat(last.verify(KEYS.getPublic())).isTrue();
        assertThat(last.header().state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(last.header().notes()).contains("checkpoint: the run had not ended when this was written");
        assertThat(last.table().exposures()).containsExactly(exposures);
        assertThat(session.complete().header().state()).isEqualTo(RunState.COMPLETED);
    }

    @Test
    void checkpoints_that_cannot_be_stored_do_not_stop_the_run() {
        UsageReceipt receipt = SigningUsageRecorder.builder(SIGNER)
                .checkpoints(Duration.ofSeconds(1), r -> {
                    throw new IllegalStateException("the disk is full");
                })
                .build()
                .record(run("r1"), session -> session.exposed(1, 1));

        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
    }

    private static SigningUsageRecorder recorder() {
        return SigningUsageRecorder.of(SIGNER, CLOCK);
    }

    private static UsageRun run(String id) {
        return UsageRun.on(DATANET).run(id).payer("acme").fee(1_000).build();
    }

    private static Datanet datanet(int rows) {
        Datanet.Builder builder = Datanet.builder(new DatanetId("numbers"), "1");
        for (int i = 0; i < rows; i++) {
            String id = "s" + i;
            builder.add(new Datanet.Row(
                    new SampleId(id),
                    new ContributorId("c" + i % 7),
                    Digest.sha256(id.getBytes(StandardCharsets.UTF_8))));
        }
        return builder.build();
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

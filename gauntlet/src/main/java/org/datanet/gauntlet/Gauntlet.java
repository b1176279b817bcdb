package org.datanet.gauntlet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.datanet.gauntlet.attacks.Adaptive;
import org.datanet.progress.Progress;

/**
 * Runs attacks against mechanisms on both cores, world by world. Cells that stand in the journal are not measured again; the same plan gives
 * the same cells whatever the number of threads and however often it was interrupted.
 */
public final class Gauntlet {
    /** The attack that is none: what is measured of the honest. */
    public static final Attack HONEST = Attack.of("honest", Family.HONEST, Tactic.NONE);

    /** No attack either: rank correlation of pay with exact Shapley values stands in place of what the attacker got. */
    public static final Attack FAIRNESS = Attack.of("fairness", Family.HONEST, Tactic.NONE);

    private static final Attack FOUND = Attack.of(Adaptive.NAME, Family.ADAPTIVE, Tactic.NONE);

    private final Plan plan;
    private final Journal journal;
    private final Progress progress;

    public Gauntlet(Plan plan, Journal journal, Progress progress) {
        this.plan = plan;
        this.journal = journal;
        this.progress = progress;
    }

    /** Measures what is missing. */
    public Findings run() throws InterruptedException {
        List<Attack> attacks = new ArrayList<>(List.of(HONEST));
        attacks.addAll(plan.attacks());
        long[] seeds = LongStream.concat(
                        LongStream.range(0, plan.chosen()), LongStream.range(plan.from(), plan.from() + plan.seeds()))
                .toArray();
        int forms = attacks.stream().mapToInt(attack -> attack.forms().size()).sum();
        progress.stage(
                "running the gauntlet",
                (long) forms * seeds.length * plan.grounds().size());
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<?>> worlds = new ArrayList<>();
            for (long seed : seeds) {
                for (Ground ground : plan.grounds()) {
                    worlds.add(threads.submit(() -> run(ground, seed, attacks)));
                }
            }
            for (Ground ground : plan.grounds()) {
                for (Mechanism mechanism : plan.mechanisms().get()) {
                    if (plan.adaptive() > 0) {
                        worlds.add(threads.submit(() -> adapt(ground, mechanism)));
                    }
                }
            }
            for (Future<?> world : worlds) {
                world.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
        return Findings.of(plan, reported(plan), journal.cells());
    }

    /** All that lines are made of. */
    static List<Attack> reported(Plan plan) {
        List<Attack> all = new ArrayList<>(List.of(HONEST, FAIRNESS));
        all.addAll(plan.attacks());
        all.add(FOUND);
        return all;
    }

    private void run(Ground ground, long seed, List<Attack> attacks) {
        List<Mechanism> mechanisms = plan.mechanisms().get();
        Map<List<Integer>, Round> twins = new HashMap<>();
        try {
            for (Attack attack : attacks) {
                for (Attack.Form form : attack.forms()) {
                    if (attack.family() == Family.CURATION) {
                        curate(ground, seed, attack, form);
                    } else if (missing(ground, seed, attack, form, names(mechanisms))) {
                        Round twin = twins.computeIfAbsent(
                                List.of(attack.turns(), attack.later()),
                                shape -> World.deal(ground, seed, attack.turns(), attack.later())
                                        .honest());
                        Bout bout = Bout.of(attack, form, twin);
                        List<Cell> cells = new ArrayList<>();
                        for (boolean detectors : plan.detectors()) {
                            for (Mechanism mechanism : mechanisms) {
                                cells.add(bout.cell(mechanism, detectors));
                            }
                        }
                        journal.add(cells);
                    }
                    progress.advance(1);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a search finds in the worlds that forms are chosen on, measured there and in those that are reported. */
    private void adapt(Ground ground, Mechanism mechanism) {
        long[] seeds = LongStream.concat(
                        LongStream.range(0, plan.chosen()), LongStream.range(plan.from(), plan.from() + plan.seeds()))
                .toArray();
        boolean done = LongStream.of(seeds)
                .allMatch(seed -> journal.hasAny(
                        "%s/%05d/%s/".formatted(ground.name(), seed, Adaptive.NAME), "/" + mechanism.name() + "/off"));
        try {
            if (!done) {
                List<Round> practice = LongStream.range(0, Math.min(2, plan.chosen()))
                        .mapToObj(seed -> World.deal(ground, seed).honest())
                        .toList();
                Attack found = Adaptive.search(mechanism, practice, plan.adaptive(), 77);
                for (long seed : seeds) {
                    Round twin = World.deal(ground, seed).honest();
                    journal.add(
                            List.of(Bout.of(found, found.forms().get(0), twin).cell(mechanism, false)));
                }
            }
            for (long seed = plan.from(); seed < plan.from() + plan.fairness(); seed++) {
                String key = "%s/%05d/%s//%s/off".formatted(ground.name(), seed, FAIRNESS.name(), mechanism.name());
                if (!journal.has(key)) {
                    Fairness fairness = Fairness.measure(ground, mechanism, seed);
                    journal.add(List.of(fairness.cell(ground, seed, mechanism)));
                }
            }
            progress.advance(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void curate(Ground ground, long seed, Attack attack, Attack.Form form) throws IOException {
        if (missing(ground, seed, attack, form, List.of(CurationBout.MECHANISM))) {
            CurationBout bout = new CurationBout(attack, form, ground, seed);
            // Curators are few and cheap to watch: always both ways.
            journal.add(List.of(bout.cell(false), bout.cell(true)));
        }
    }

    private static List<String> names(List<Mechanism> mechanisms) {
        return mechanisms.stream().map(Mechanism::name).toList();
    }

    private boolean missing(Ground ground, long seed, Attack attack, Attack.Form form, List<String> mechanisms) {
        for (boolean detectors : plan.detectors()) {
            for (String mechanism : mechanisms) {
                String key = "%s/%05d/%s/%s/%s/%s"
                        .formatted(
                                ground.name(),
                                seed,
                                attack.name(),
                                form.parameter(),
                                mechanism,
                                detectors ? "on" : "off");
                if (!journal.has(key)) {
                    return true;
                }
            }
        }
        return false;
    }
}

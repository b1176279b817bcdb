package org.datanet.gauntlet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** No attack of curators: what they get where all of them look. */
    public static final Attack CURATED = Attack.of("honest-curators", Family.HONEST, Tactic.NONE);

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
        List<Attack> curations = new ArrayList<>(List.of(CURATED));
        List<Attack> attacks = new ArrayList<>(List.of(HONEST));
        plan.attacks().forEach(attack -> (attack.family() == Family.CURATION ? curations : attacks).add(attack));
        boolean curated = curations.size() > 1;
        if (curated && attacks.size() == 1) {
            attacks.clear();
        }
        List<Attack> inForms =
                attacks.stream().filter(attack -> attack.forms().size() > 1).toList();
        int forms = inForms.stream().mapToInt(attack -> attack.forms().size()).sum();
        progress.stage(
                "running the gauntlet",
                plan.grounds().size()
                        * ((long) forms * plan.chosen()
                                + (long) attacks.size() * plan.seeds()
                                + (curated ? (long) plan.curated() : 0)));
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<?>> running = new ArrayList<>();
            List<Boolean> first = plan.detectors().subList(0, 1);
            for (long seed = 0; seed < plan.chosen(); seed++) {
                long own = seed;
                plan.grounds()
                        .forEach(ground ->
                                running.add(threads.submit(() -> run(ground, own, inForms, first, Choice.EVERY_FORM))));
            }
            await(running);
            // On the other seeds only the forms that were worst on these are measured.
            Choice chosen = Findings.choice(plan, attacks, journal.cells());
            for (long seed = plan.from(); seed < plan.from() + plan.seeds(); seed++) {
                long own = seed;
                plan.grounds()
                        .forEach(ground ->
                                running.add(threads.submit(() -> run(ground, own, attacks, plan.detectors(), chosen))));
            }
            for (long seed = plan.from(); curated && seed < plan.from() + plan.curated(); seed++) {
                long own = seed;
                plan.grounds().forEach(ground -> running.add(threads.submit(() -> curate(ground, own, curations))));
            }
            if (plan.adaptive() > 0 || plan.fairness() > 0) {
                for (Ground ground : plan.grounds()) {
                    for (Mechanism mechanism : plan.mechanisms().get()) {
                        running.add(threads.submit(() -> adapt(ground, mechanism)));
                    }
                }
            }
            await(running);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
        return Findings.of(plan, reported(plan), journal.cells());
    }

    /** All that lines are made of. */
    static List<Attack> reported(Plan plan) {
        List<Attack> all = new ArrayList<>(List.of(HONEST, FAIRNESS, CURATED));
        all.addAll(plan.attacks());
        all.add(FOUND);
        return all;
    }

    private static void await(List<Future<?>> running) throws InterruptedException, ExecutionException {
        for (Future<?> one : running) {
            one.get();
        }
    }

    private void run(Ground ground, long seed, List<Attack> attacks, List<Boolean> detectors, Choice choice) {
        List<Mechanism> mechanisms = plan.mechanisms().get();
        Map<List<Integer>, Round> twins = new HashMap<>();
        try {
            for (Attack attack : attacks) {
                for (Attack.Form form : attack.fits(ground) ? attack.forms() : List.<Attack.Form>of()) {
                    List<Mechanism> asked = mechanisms.stream()
                            .filter(mechanism -> choice.takes(ground, attack, form, mechanism.name())
                                    && detectors.stream()
                                            .anyMatch(on -> missing(ground, seed, attack, form, mechanism.name(), on)))
                            .toList();
                    if (!asked.isEmpty()) {
                        Round twin = twins.computeIfAbsent(
                                List.of(attack.turns(), attack.later()),
                                shape -> World.deal(ground, seed, attack.turns(), attack.later())
                                        .honest());
                        measure(Bout.of(attack, form, twin), asked, detectors);
                    }
                }
                progress.advance(seed < plan.chosen() ? attack.forms().size() : 1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void measure(Bout bout, List<Mechanism> mechanisms, List<Boolean> detectors) throws IOException {
        List<Cell> cells = new ArrayList<>();
        for (boolean on : detectors) {
            for (Mechanism mechanism : mechanisms) {
                cells.add(bout.cell(mechanism, on));
            }
        }
        journal.add(cells);
    }

    /** What a search finds in the worlds that forms are chosen on, measured in those that are reported; and fairness. */
    private void adapt(Ground ground, Mechanism mechanism) {
        long[] seeds = LongStream.range(plan.from(), plan.from() + plan.seeds()).toArray();
        boolean done = plan.adaptive() == 0
                || LongStream.of(seeds)
                        .allMatch(seed -> journal.hasAny(
                                "%s/%05d/%s/".formatted(ground.name(), seed, Adaptive.NAME),
                                "/" + mechanism.name() + "/off"));
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
                if (missing(ground, seed, FAIRNESS, FAIRNESS.forms().get(0), mechanism.name(), false)) {
                    Fairness fairness = Fairness.measure(ground, mechanism, seed);
                    journal.add(List.of(fairness.cell(ground, seed, mechanism)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Curators are few and cheap to watch: always both ways, with one world for all that they do. */
    private void curate(Ground ground, long seed, List<Attack> attacks) {
        try {
            Optional<CurationBout> bout = Optional.empty();
            for (Attack attack : attacks) {
                for (Attack.Form form : attack.forms()) {
                    if (missing(ground, seed, attack, form, CurationBout.MECHANISM, true)) {
                        CurationBout dealt = bout.orElseGet(() -> new CurationBout(ground, seed));
                        journal.add(dealt.cells(attack, form));
                        bout = Optional.of(dealt);
                    }
                }
            }
            progress.advance(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean missing(
            Ground ground, long seed, Attack attack, Attack.Form form, String mechanism, boolean detectors) {
        return !journal.has("%s/%05d/%s/%s/%s/%s"
                .formatted(ground.name(), seed, attack.name(), form.parameter(), mechanism, detectors ? "on" : "off"));
    }
}

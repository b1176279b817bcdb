package org.datanet.dl4j;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.datanet.usage.UsageSession;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Measures in-run gains as {@link InRunGain} describes them. The validation gradient is taken at nodes, close together at the
 * start and then every k steps; between two nodes, a stretch, its mean at both ends stands for all of it. A step's examples
 * wait until its momentum has died away, so that each stretch's direction counts as far as their gradients moved the
 * parameters in it; then one matrix product a layer gives their gains. Not thread-safe.
 */
final class GainMeter {
    /** Steps that share the mean of their directions: within so few, momentum reaches about the same. */
    private static final int TOGETHER = 10;
    /** What waiting examples may take, in bytes; nodes come closer where more would wait. */
    private static final long MEMORY = 256L << 20;

    private final TrackedNetwork network;
    private final UsageSession session;
    private final ValidationGradient validation;
    private final List<LayerProbe> probes;
    private final boolean divides;
    private final int rank;
    private final StepSample sample;
    private final Deque<Stretch> spare = new ArrayDeque<>();
    /** Stretches whose momentum is still at work, oldest first; the last is being recorded. */
    private final Deque<Stretch> waiting = new ArrayDeque<>();
    /** The directions of the stretches that are over and may still be needed, oldest first. */
    private final Deque<Direction> directions = new ArrayDeque<>();

    private int every;
    private int steps;
    private boolean begun;
    private boolean capturing;
    private long stepBytes;
    private @Nullable ParameterMap parameters;
    private @Nullable INDArray denominators;
    private @Nullable INDArray direction;
    private double gains;

    GainMeter(TrackedNetwork network, UsageSession session, InRunGain options, List<LayerProbe> probes) {
        this.network = network;
        this.session = session;
        this.probes = probes;
        every = options.every();
        rank = options.rank();
        sample = new StepSample(options.oneIn(), options.every(), options.seed());
        probes.forEach(probe -> probe.throughRank(options.rank()));
        divides = network.dividesByBatch();
        validation = new ValidationGradient(network, options);
    }

    /** Before the first step: where the validation loss starts. */
    void begin() {
        if (!begun) {
            begun = true;
            try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
                validation.open();
            }
            waiting.add(new Stretch(probes.size()).over(0, 1));
        }
    }

    /** A forward pass of training is done, the backward pass comes next. */
    void arm() {
        disarm();
        if (!sample.has(steps)) {
            return;
        }
        Stretch stretch = waiting.getLast();
        stretch.drop();
        stepBytes = 0;
        capturing = true;
        for (int i = 0; i < probes.size(); i++) {
            RowStack inputs = stretch.inputs(i);
            RowStack deltas = stretch.deltas(i);
            probes.get(i).arm((input, delta) -> {
                try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
                    inputs.append(input);
                    deltas.append(delta);
                    stepBytes +=
                            (input.length() + delta.length()) * delta.dataType().width();
                }
            });
        }
    }

    private void disarm() {
        if (capturing) {
            probes.forEach(LayerProbe::disarm);
            capturing = false;
        }
    }

    /** A step has been made. */
    void done(int[] rows, int iteration, int epoch) {
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            ParameterMap map = parameters;
            if (map == null) {
                map = new ParameterMap(network.updaterBlocks());
                parameters = map;
                label(map);
            }
            Stretch stretch = waiting.getLast();
            if (capturing) {
                disarm();
                INDArray own = map.isScaledStepwise() ? denominators(map, true, iteration + 1) : null;
                if (!stretch.take(new Stretch.Step(steps, rows, iteration, epoch, own))) {
                    session.incomplete("a step's gradients were not seen by every layer: its gains are missing");
                }
                keepWithinMemory(own);
            }
            steps++;
            if (steps == stretch.to()) {
                close(map, iteration + 1);
                settle(map, false);
                validation.open();
                int length = steps < every ? Math.max(1, steps / 2) : every;
                waiting.add((spare.isEmpty() ? new Stretch(probes.size()) : spare.pop()).over(steps, steps + length));
            }
        }
    }

    private void keepWithinMemory(@Nullable INDArray own) {
        long bytes =
                stepBytes + (own == null ? 0 : own.length() * own.dataType().width());
        if (bytes > 0 && bytes * every > MEMORY) {
            every = (int) Math.max(1, MEMORY / bytes);
            session.note("validation gradients are %d steps apart, to keep within memory".formatted(every));
        }
    }

    private INDArray denominators(ParameterMap map, boolean stepwise, int iterations) {
        INDArray like = network.parameters();
        return map.denominators(stepwise, iterations, like.dataType(), like.length());
    }

    private void label(ParameterMap map) {
        for (ParameterMap.Block block : map.blocks()) {
            if (!block.scale().isKnown()) {
                session.note("SGD proxy: the updater %s is taken as plain descent at its learning rate"
                        .formatted(block.scale().name()));
            }
        }
    }

    /** Ends the present stretch here. */
    private void close(ParameterMap map, int iterations) {
        Stretch stretch = waiting.getLast().over(waiting.getLast().from(), steps);
        INDArray mean = validation.close();
        if (map.isScaled()) {
            INDArray now = denominators(map, false, iterations);
            INDArray before = denominators;
            denominators = now;
            // Denominators are averaged, not what is divided by them: a parameter that just woke up has nearly none.
            mean.divi(before == null ? now : before.addi(now).muli(0.5));
        }
        directions.add(new Direction(stretch.from(), stretch.to(), mean));
    }

    /** Hands out the gains of the stretches whose momentum is over; of all, at the end. */
    private void settle(ParameterMap map, boolean all) {
        while (!waiting.isEmpty() && (all || waiting.getFirst().to() - 1 + map.horizon() < steps)) {
            Stretch stretch = waiting.removeFirst();
            if (stretch.examples() > 0) {
                credit(map, stretch, all);
            }
            stretch.clear();
            spare.push(stretch);
            int needed = waiting.isEmpty() ? steps : waiting.getFirst().from();
            while (!directions.isEmpty() && directions.getFirst().to() <= needed) {
                directions.removeFirst();
            }
        }
    }

    private void credit(ParameterMap map, Stretch stretch, boolean last) {
        if (map.horizon() == 0 && !map.isScaledStepwise()) {
            credit(map, stretch, directions.getFirst().values(), 0, stretch.examples(), (block, credit, products) -> {
                int at = 0;
                for (Stretch.Step step : stretch.steps()) {
                    double weight = sample.weight(step.at())
                            * block.scale().part(step.iteration(), step.epoch(), 0)
                            / divisor(step);
                    for (int i = 0; i < step.rows().length; i++, at++) {
                        credit[at] += weight * products[at];
                    }
                }
            });
            return;
        }
        // Denominators of their own keep steps apart; others share a direction with the steps around them.
        int together = map.isScaledStepwise() ? 1 : Math.max(1, TOGETHER / sample.oneIn());
        int at = 0;
        for (int first = 0; first < stretch.steps().size(); first += together) {
            List<Stretch.Step> steps =
                    stretch.steps().subList(first, Math.min(stretch.steps().size(), first + together));
            INDArray combined = combine(map, steps, last);
            int to = at + steps.stream().mapToInt(step -> step.rows().length).sum();
            credit(map, stretch, combined, at, to, (block, credit, products) -> {
                int example = 0;
                for (Stretch.Step step : steps) {
                    double share = sample.weight(step.at()) / divisor(step);
                    for (int i = 0; i < step.rows().length; i++, example++) {
                        credit[example] += share * products[example];
                    }
                }
            });
            at = to;
        }
    }

    private int divisor(Stretch.Step step) {
        return divides ? step.rows().length : 1;
    }

    /** The direction of some steps: each stretch's, as far as their gradients moved the parameters in it, in the mean of the steps. */
    private INDArray combine(ParameterMap map, List<Stretch.Step> steps, boolean last) {
        INDArray into = direction;
        if (into == null) {
            into = Nd4j.zeros(
                    network.parameters().dataType(), network.parameters().length());
            direction = into;
        }
        for (ParameterMap.Block block : map.blocks()) {
            INDArray part = block.of(into);
            part.assign(0);
            for (Direction each : directions) {
                double weight = 0;
                for (Stretch.Step step : steps) {
                    int end = each == directions.getLast() && !last
                            ? step.at() + 4 * block.scale().horizon() + 1
                            : each.to();
                    for (int t = Math.max(step.at(), each.from()); t < end; t++) {
                        weight += block.scale().part(step.iteration(), step.epoch(), t - step.at()) / steps.size();
                    }
                }
                if (weight != 0) {
                    Nd4j.getBlasWrapper().axpy(weight, block.of(each.values()), part);
                }
            }
        }
        INDArray own = steps.get(0).denominators();
        if (own != null) {
            into.divi(own);
        }
        return into;
    }

    private void credit(ParameterMap map, Stretch stretch, INDArray values, int from, int to, Weighing weighing) {
        double[] credit = new double[to - from];
        for (int i = 0; i < probes.size(); i++) {
            Map<String, ParameterMap.Slot> slots = map.of(probes.get(i).layer());
            Map<String, INDArray> parts = new HashMap<>();
            slots.forEach((key, slot) -> parts.put(key, slot.of(values)));
            Map<String, double[]> products = probes.get(i)
                    .dot(stretch.inputs(i).view(from, to), stretch.deltas(i).view(from, to), parts);
            products.forEach((key, dots) -> {
                ParameterMap.Slot slot = slots.get(key);
                if (slot != null) {
                    weighing.add(slot.block(), credit, dots);
                }
            });
        }
        int at = 0;
        for (Stretch.Step step : stretch.steps()) {
            double ofStep = 0;
            for (int row : step.rows()) {
                if (row >= 0 && at >= from && at < to) {
                    session.gained(row, credit[at - from]);
                    ofStep += credit[at - from];
                }
                at++;
            }
            if (at > from && at <= to) {
                sample.add(step.at(), ofStep);
            }
            gains += ofStep;
        }
    }

    /** The training is over: settles what waits and publishes method and residual. */
    void end(int iterations) {
        disarm();
        ParameterMap map = parameters;
        if (map != null && begun) {
            if (steps > waiting.getLast().from()) {
                close(map, iterations);
            }
            settle(map, true);
        }
        double drop = begun ? validation.drop() : 0;
        String updater = map == null ? "no step" : map.largest().scale().name();
        double residual = drop == 0 ? 0 : (gains - drop) / Math.abs(drop);
        session.attribution(
                "in-run gain (%s, trapezoid every %d steps, %s)".formatted(updater, every, validation), residual);
        if (sample.oneIn() > 1) {
            session.note(String.format(
                    Locale.ROOT,
                    "gains are of one step in %d, chosen by chance and counted %d times over: standard error of their sum %.3g",
                    sample.oneIn(),
                    sample.oneIn(),
                    sample.standardError()));
        }
        double error =
                probes.stream().mapToDouble(LayerProbe::relativeError).max().orElse(0);
        if (error > 0) {
            session.note(String.format(
                    Locale.ROOT,
                    "products of gradients went through a subspace of rank %d: relative error %.2g",
                    rank,
                    error));
        }
        session.note(
                String.format(Locale.ROOT, "the validation loss fell by %.6g, the gains add up to %.6g", drop, gains));
    }

    /** How the products of one parameter array enter the gains. */
    private interface Weighing {
        void add(ParameterMap.Block block, double[] credit, double[] products);
    }

    /** What one unit of gradient is worth in the steps {@code [from, to)}: the validation gradient, scaled. */
    private record Direction(int from, int to, INDArray values) {}
}

package org.datanet.dl4j;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
    /** What waiting examples may take, in bytes; nodes come closer where more would wait. */
    private static final long MEMORY = 256L << 20;

    /** In so many first steps the loss falls most, and single ones are too long for the trapezoid rule. */
    private static final int EARLY = 20;

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

    /** Arrays as long as the parameters that are no longer needed. */
    private final Deque<INDArray> unused = new ArrayDeque<>();

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
                validation.open(true);
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
            int expected = Math.max(1, (stretch.to() - stretch.from()) / sample.oneIn());
            probes.get(i).arm((input, delta) -> {
                try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
                    inputs.append(input, expected);
                    deltas.append(delta, expected);
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
                validation.open(steps < Math.max(every, EARLY));
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
        INDArray into = array();
        map.denominators(stepwise, iterations, into);
        return into;
    }

    /** As long as the parameters, with anything in it: new memory of that size costs more than what is done with it. */
    private INDArray array() {
        INDArray like = network.parameters();
        return unused.isEmpty() ? Nd4j.createUninitialized(like.dataType(), like.length()) : unused.pop();
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
        INDArray mean = array();
        validation.close(mean);
        if (map.isScaled()) {
            INDArray now = denominators(map, false, iterations);
            INDArray before = denominators;
            denominators = now;
            // Denominators are averaged, not what is divided by them: a parameter that just woke up has nearly none.
            // They are those after each of
            // the steps, so that the last ones count for more than the first, and alone for a single step.
            double length = stretch.to() - stretch.from();
            double share = (length + 1) / (2 * length);
            if (before == null || share == 1) {
                mean.divi(now);
            } else {
                before.muli(1 - share);
                Nd4j.getBlasWrapper().axpy(share, now, before);
                mean.divi(before);
            }
            if (before != null) {
                unused.push(before);
            }
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
            for (Stretch.Step step : stretch.steps()) {
                INDArray own = step.denominators();
                if (own != null) {
                    unused.push(own);
                }
            }
            stretch.clear();
            spare.push(stretch);
            int needed = waiting.isEmpty() ? steps : waiting.getFirst().from();
            while (!directions.isEmpty() && directions.getFirst().to() <= needed) {
                unused.push(directions.removeFirst().values());
            }
        }
    }

    private void credit(ParameterMap map, Stretch stretch, boolean last) {
        List<Direction> all = List.copyOf(directions);
        if (map.isScaledStepwise()) {
            // Denominators of their own keep steps apart.
            int at = 0;
            for (Stretch.Step step : stretch.steps()) {
                Reach reach = reach(map, List.of(step), all, last);
                INDArray combined = combine(map, reach, 0);
                INDArray own = step.denominators();
                if (own != null) {
                    combined.divi(own);
                }
                credit(
                        map,
                        stretch,
                        List.of(step),
                        at,
                        List.of(combined),
                        (block, of, direction) -> reach.sum(block, of, 0, all.size()));
                at += step.rows().length;
            }
        } else if (map.horizon() == 0) {
            credit(
                    map,
                    stretch,
                    stretch.steps(),
                    0,
                    List.of(all.get(0).values()),
                    (block, of, direction) -> block.scale()
                            .part(
                                    stretch.steps().get(of).iteration(),
                                    stretch.steps().get(of).epoch(),
                                    0));
        } else {
            // Momentum dies away by the same factor a step, whichever step it is of: what a stretch's steps move later
            // on
            // they move along one direction, each by a share of its own. So two directions are exact.
            Reach reach = reach(map, stretch.steps(), all, last);
            credit(
                    map,
                    stretch,
                    stretch.steps(),
                    0,
                    List.of(all.get(0).values(), combine(map, reach, 1)),
                    (block, of, direction) ->
                            direction == 0 ? reach.sum(block, of, 0, 1) : reach.sum(block, of, 1, all.size()));
        }
    }

    private int divisor(Stretch.Step step) {
        return divides ? step.rows().length : 1;
    }

    private static Reach reach(ParameterMap map, List<Stretch.Step> steps, List<Direction> over, boolean last) {
        Map<ParameterMap.Block, double[][]> reach = new IdentityHashMap<>();
        for (ParameterMap.Block block : map.blocks()) {
            double[][] ofBlock = new double[over.size()][steps.size()];
            for (int d = 0; d < ofBlock.length; d++) {
                for (int s = 0; s < ofBlock[d].length; s++) {
                    Stretch.Step step = steps.get(s);
                    // After the last node nothing is known but its direction.
                    int end = d == ofBlock.length - 1 && !last
                            ? step.at() + 4 * block.scale().horizon() + 1
                            : over.get(d).to();
                    for (int t = Math.max(step.at(), over.get(d).from()); t < end; t++) {
                        ofBlock[d][s] += block.scale().part(step.iteration(), step.epoch(), t - step.at());
                    }
                }
            }
            reach.put(block, ofBlock);
        }
        return new Reach(over, reach);
    }

    /** The mean of the directions from that one on, each weighing as far as the steps' gradients moved the parameters in it. */
    private INDArray combine(ParameterMap map, Reach reach, int from) {
        INDArray into = direction;
        if (into == null) {
            into = Nd4j.zeros(
                    network.parameters().dataType(), network.parameters().length());
            direction = into;
        }
        for (ParameterMap.Block block : map.blocks()) {
            INDArray part = block.of(into);
            part.assign(0);
            double sum = reach.sum(block, from);
            for (int d = from; d < reach.over().size() && sum != 0; d++) {
                Nd4j.getBlasWrapper()
                        .axpy(
                                reach.of(block, d) / sum,
                                block.of(reach.over().get(d).values()),
                                part);
            }
        }
        return into;
    }

    /** Credits the examples of some consecutive steps, the first of which stand from that place on in the stretch. */
    private void credit(
            ParameterMap map,
            Stretch stretch,
            List<Stretch.Step> steps,
            int from,
            List<INDArray> values,
            Weighing weighing) {
        int to = from + steps.stream().mapToInt(step -> step.rows().length).sum();
        double[] credit = new double[to - from];
        for (int i = 0; i < probes.size(); i++) {
            Map<String, ParameterMap.Slot> slots = map.of(probes.get(i).layer());
            List<Map<String, INDArray>> parts = values.stream()
                    .map(flat -> {
                        Map<String, INDArray> part = new HashMap<>();
                        slots.forEach((key, slot) -> part.put(key, slot.of(flat)));
                        return part;
                    })
                    .toList();
            List<Map<String, double[]>> products = probes.get(i)
                    .dot(stretch.inputs(i).view(from, to), stretch.deltas(i).view(from, to), parts);
            for (int direction = 0; direction < parts.size(); direction++) {
                int of = direction;
                products.get(direction).forEach((key, dots) -> {
                    ParameterMap.Slot slot = slots.get(key);
                    if (slot != null) {
                        weigh(steps, slot.block(), of, dots, weighing, credit);
                    }
                });
            }
        }
        int at = 0;
        for (Stretch.Step step : steps) {
            double ofStep = 0;
            for (int row : step.rows()) {
                if (row >= 0) {
                    session.gained(row, credit[at]);
                    ofStep += credit[at];
                }
                at++;
            }
            sample.add(step.at(), ofStep);
            gains += ofStep;
        }
    }

    private void weigh(
            List<Stretch.Step> steps,
            ParameterMap.Block block,
            int direction,
            double[] dots,
            Weighing weighing,
            double[] credit) {
        int at = 0;
        for (int s = 0; s < steps.size(); s++) {
            Stretch.Step step = steps.get(s);
            double weight = sample.weight(step.at()) * weighing.of(block, s, direction) / divisor(step);
            for (int i = 0; i < step.rows().length; i++, at++) {
                credit[at] += weight * dots[at];
            }
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

    /** How far a step's gradient moves an updater's parameters along one of the directions that are multiplied. */
    private interface Weighing {
        double of(ParameterMap.Block block, int step, int direction);
    }

    /** How far each step's gradient moved each updater's parameters, before denominators, while each direction held: directions x steps. */
    private record Reach(List<Direction> over, Map<ParameterMap.Block, double[][]> byBlock) {
        private double[][] in(ParameterMap.Block block) {
            return Objects.requireNonNull(byBlock.get(block));
        }

        double sum(ParameterMap.Block block, int step, int from, int to) {
            double sum = 0;
            for (int d = from; d < to; d++) {
                sum += in(block)[d][step];
            }
            return sum;
        }

        /** Of all steps, in one direction. */
        double of(ParameterMap.Block block, int direction) {
            return Arrays.stream(in(block)[direction]).sum();
        }

        /** Of all steps, in all directions from that one on. */
        double sum(ParameterMap.Block block, int from) {
            double sum = 0;
            for (int d = from; d < over.size(); d++) {
                sum += of(block, d);
            }
            return sum;
        }
    }

    /** What one unit of gradient is worth in the steps {@code [from, to)}: the validation gradient, scaled. */
    private record Direction(int from, int to, INDArray values) {}
}

package org.datanet.tribuo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.testkit.AdapterCompatibilityKit;
import org.datanet.usage.UsageRecorder;
import org.datanet.usage.UsageSession;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.ensemble.EnsembleModel;

/** A random forest, with gains; exposures are counted by its trees while they are grown. */
class ForestCompatibilityTest extends AdapterCompatibilityKit {
    @Override
    protected UsageRecorder recorder() {
        return Digits.recorder();
    }

    @Override
    protected Trained train(UsageSession session, Datanet datanet, int[] rows, long seed) {
        Map<String, Long> counts = new HashMap<>();
        Dataset<Label> held = TribuoUsage.dataset(datanet, row -> row < 15);
        return fit(TribuoUsage.track(forest(counts, seed), session, held), counts, datanet, rows);
    }

    @Override
    protected Trained trainUnrecorded(Datanet datanet, int[] rows, long seed) {
        Map<String, Long> counts = new HashMap<>();
        return fit(forest(counts, seed), counts, datanet, rows);
    }

    private static Trainer<Label> forest(Map<String, Long> counts, long seed) {
        return new RandomForestTrainer<>(new CountingTrees(counts), new VotingCombiner(), 6, seed);
    }

    private static Trained fit(Trainer<Label> trainer, Map<String, Long> counts, Datanet datanet, int[] rows) {
        Model<Label> model = trainer.train(TribuoUsage.dataset(datanet, row -> Arrays.binarySearch(rows, row) >= 0));
        return new Trained() {
            @Override
            public byte[] parameters() {
                return ((EnsembleModel<Label>) model)
                        .getModels().stream()
                                .map(tree -> ((TreeModel<Label>) tree).getRoot().toString())
                                .collect(Collectors.joining("\n"))
                                .getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public long[] exposures() {
                return IntStream.range(0, datanet.rows())
                        .mapToLong(
                                row -> counts.getOrDefault(datanet.sampleId(row).value(), 0L))
                        .toArray();
            }
        };
    }
}

package org.datanet.tribuo;

import java.util.Map;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.common.tree.AbstractTrainingNode;

/** Grows trees, and counts how often each sample is handed to one: what the trainer really did. */
class CountingTrees extends CARTClassificationTrainer {
    private final Map<String, Long> counts;

    CountingTrees(Map<String, Long> counts) {
        this(counts, false);
    }

    CountingTrees(Map<String, Long> counts, boolean randomSplits) {
        super(Integer.MAX_VALUE, 1, 0, 0.3f, randomSplits, new GiniIndex(), 5);
        this.counts = counts;
    }

    /** Of at most that depth, all features at every split. */
    CountingTrees(Map<String, Long> counts, int depth) {
        super(depth, 1, 0, 1, false, new GiniIndex(), 5);
        this.counts = counts;
    }

    @Override
    protected AbstractTrainingNode<Label> mkTrainingNode(
            Dataset<Label> examples, AbstractTrainingNode.LeafDeterminer determiner) {
        for (Example<Label> example : examples) {
            counts.merge(
                    example.getMetadataValue(TribuoUsage.SAMPLE_ID)
                            .orElseThrow()
                            .toString(),
                    1L,
                    Long::sum);
        }
        return super.mkTrainingNode(examples, determiner);
    }
}

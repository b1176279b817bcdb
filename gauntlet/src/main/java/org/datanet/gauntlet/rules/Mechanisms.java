package org.datanet.gauntlet.rules;

import java.util.List;
import java.util.stream.Collectors;
import org.datanet.attribution.gain.LabelInformationValuator;
import org.datanet.attribution.gain.Novelty;
import org.datanet.gauntlet.Mechanism;
import org.datanet.rewards.ConditionalGainRule;
import org.datanet.rewards.ExposureRule;
import org.datanet.rewards.KnnShapleyRule;
import org.datanet.rewards.LeaveOneOutRule;
import org.datanet.rewards.PositiveInfluenceRule;
import org.datanet.valuation.Valuator;

/** The mechanisms, by name. */
public final class Mechanisms {
    /** The name of ours. */
    public static final String OURS = ConditionalGainRule.NAME;

    private static final int REMEMBERED = 6;

    private Mechanisms() {}

    /** Ours, ours with the lighter novelty, the first trial, and the naive ones; fresh ones, which remember what they valued. */
    public static List<Mechanism> all() {
        Valuator none = new GainValuator("none", (datanet, holdout, reference, seed) -> new double[datanet.rows()]);
        return List.of(
                ours(),
                new Mechanism(
                        OURS + "-leverage",
                        new LabelInformationValuator(Novelty.LEVERAGE).remembering(REMEMBERED),
                        new ConditionalGainRule(),
                        true),
                // What a share rule makes of a frozen value is the trial's payout: the positive part of a contributor's
                // sum over all of them.
                new Mechanism("trial", new GainValuator("trial", new TrialGains(false)), new LeaveOneOutRule(), false),
                new Mechanism(
                        "trial-cross-fitted",
                        new GainValuator("trial, cross-fitted", new TrialGains(true)),
                        new LeaveOneOutRule(),
                        false),
                new Mechanism("exposure", none, new ExposureRule(), false),
                new Mechanism("positive-influence", none, new PositiveInfluenceRule(), false),
                new Mechanism(
                        "knn-shapley",
                        new GainValuator("knn-shapley, k=5", NeighbourGains::shapley),
                        new KnnShapleyRule(),
                        false),
                new Mechanism(
                        "leave-one-out",
                        new GainValuator("leave-one-out, k=5", NeighbourGains::leaveOneOut),
                        new LeaveOneOutRule(),
                        false));
    }

    /** Ours: label information times derivability, paid by conditional gain. */
    public static Mechanism ours() {
        return new Mechanism(
                OURS, new LabelInformationValuator().remembering(REMEMBERED), new ConditionalGainRule(), true);
    }

    /** @throws IllegalArgumentException when there is none of that name, naming those there are */
    public static Mechanism named(String name) {
        List<Mechanism> all = all();
        return all.stream()
                .filter(mechanism -> mechanism.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no rule \"%s\"; there are %s"
                        .formatted(name, all.stream().map(Mechanism::name).collect(Collectors.joining(", ")))));
    }
}

package org.datanet.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardRule;
import org.datanet.testkit.RewardRuleCompatibilityKit;
import org.datanet.testkit.planted.PlantedRewards;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BaselineRulesTest {

    @Nested
    class Exposure extends RewardRuleCompatibilityKit {
        @Override
        protected RewardRule rule() {
            return new ExposureRule();
        }
    }

    @Nested
    class PositiveInfluence extends RewardRuleCompatibilityKit {
        @Override
        protected RewardRule rule() {
            return new PositiveInfluenceRule();
        }
    }

    @Nested
    class KnnShapley extends RewardRuleCompatibilityKit {
        @Override
        protected RewardRule rule() {
            return new KnnShapleyRule();
        }
    }

    @Nested
    class LeaveOneOut extends RewardRuleCompatibilityKit {
        @Override
        protected RewardRule rule() {
            return new LeaveOneOutRule();
        }
    }

    @Test
    void every_rule_is_found_by_the_service_loader() {
        assertThat(StreamSupport.stream(ServiceLoader.load(RewardRule.class).spliterator(), false)
                        .map(RewardRule::name))
                .containsExactlyInAnyOrder(
                        "conditional-gain", "exposure", "positive-influence", "knn-shapley", "leave-one-out");
    }

    /** Why these are baselines and not the rule. */
    @Test
    void exposure_and_shapley_pay_a_copier_for_copies() {
        for (RewardRule rule : List.of(new ExposureRule(), new KnnShapleyRule())) {
            PlantedRewards world = PlantedRewardsWorlds.honest(5);
            RewardReport before = rule.apply(world.input());
            RewardReport after = rule.apply(world.copied(0).input());
            String owner = world.names().get(world.rows().get(0).contributor());
            BigInteger sum = amount(after, owner)
                    .add(amount(after, "copier-" + world.names().size()));
            assertThat(sum).as(rule.name()).isGreaterThan(amount(before, owner));
        }
    }

    static BigInteger amount(RewardReport report, String contributor) {
        return report.contributors().stream()
                .filter(line -> line.contributor().value().equals(contributor))
                .map(RewardReport.ContributorReward::amount)
                .findFirst()
                .orElseThrow();
    }
}

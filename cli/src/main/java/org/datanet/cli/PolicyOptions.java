package org.datanet.cli;

import java.nio.file.Path;
import org.datanet.quality.QualityPolicy;
import org.datanet.reward.RewardPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command is told the policy. */
final class PolicyOptions {
    @Option(
            names = "--policy",
            paramLabel = "F.yaml",
            description = "the policy (default: policy.yaml in the Datanet's folder, or the documented defaults)")
    private @Nullable Path file;

    record Both(QualityPolicy quality, RewardPolicy reward) {}

    Both policy(Path datanet) {
        return new Both(QualityPolicy.defaults(), RewardPolicy.defaults());
    }
}

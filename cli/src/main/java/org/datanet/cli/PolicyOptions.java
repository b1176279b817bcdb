package org.datanet.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.datanet.hook.epochs.FolderAccount;
import org.datanet.io.Policies;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command is told the policy. */
final class PolicyOptions {
    @Option(
            names = "--policy",
            paramLabel = "F.yaml",
            description = "the policy (default: policy.yaml in the Datanet's folder, or the documented defaults)")
    private @Nullable Path file;

    @Option(
            names = "--detectors",
            split = ",",
            hideParamSyntax = true,
            paramLabel = "a,b",
            description = "run only these detectors")
    private List<String> only = new ArrayList<>();

    /**
     * What a job of Spark is told of them.
     *
     * @throws IllegalArgumentException where detectors were chosen, which a job learns from the policy alone
     */
    List<String> arguments() {
        if (!only.isEmpty()) {
            throw new IllegalArgumentException(
                    "--detectors does not reach Spark; switch the other detectors off in the policy (enabled: false)");
        }
        return file == null ? List.of() : List.of("--policy", file.toString());
    }

    /** The policy in force for a Datanet's folder. */
    Policies policy(Path datanet) {
        Policies read =
                file != null ? Policies.read(file, FolderAccount.detectorDefaults()) : FolderAccount.policy(datanet);
        return only.isEmpty() ? read : new Policies(restrict(read.quality()), read.reward(), read.curation());
    }

    private QualityPolicy restrict(QualityPolicy policy) {
        Map<String, DetectorPolicy> known = FolderAccount.detectorDefaults();
        for (String name : only) {
            if (!known.containsKey(name)) {
                throw new IllegalArgumentException(
                        "there is no detector \"%s\"; there are %s".formatted(name, String.join(", ", known.keySet())));
            }
        }
        Map<String, DetectorPolicy> chosen = new HashMap<>(policy.detectors());
        known.forEach((name, defaults) -> {
            DetectorPolicy own = chosen.getOrDefault(name, defaults);
            chosen.put(
                    name,
                    new DetectorPolicy(only.contains(name), own.rate(), own.floor(), own.ceiling(), own.options()));
        });
        return policy.withDetectors(chosen);
    }
}

package org.datanet.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.datanet.curation.RoundTerms;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.reward.RewardPolicy;

/**
 * What a Datanet's owner demands and pays: the parts of {@code policy.yaml}.
 *
 * @param quality of samples
 * @param reward for them
 * @param curation what rounds of sealed verdicts promise, unless they are opened with other terms
 */
public record Policies(QualityPolicy quality, RewardPolicy reward, RoundTerms curation) {
    /** The usual name of the file. */
    public static final String FILE = "policy.yaml";

    /** What is in force without a file. */
    public static Policies defaults() {
        return new Policies(QualityPolicy.defaults(), RewardPolicy.defaults(), RoundTerms.defaults());
    }

    /**
     * Reads a file. Every key may be left out; an unknown one is refused with its place and the nearest known one.
     *
     * @param detectors the detectors that there are, by name, with their defaults; their options list every option that the
     *     detector knows
     * @throws InvalidInputException naming line, column, key, value and remedy
     */
    public static Policies read(Path file, Map<String, DetectorPolicy> detectors) {
        return PolicyYaml.read(file, detectors, ReadLimits.defaults());
    }

    /**
     * Writes a file that states every default and explains it.
     *
     * @param detectors the detectors that there are, by name, with their defaults
     * @throws FileAlreadyExistsException when there is one already
     */
    public static void writeDefaults(Path file, Map<String, DetectorPolicy> detectors) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString(), null, "there is a policy already; name another file");
        }
        AtomicFile.write(file, out -> out.write(PolicyYaml.defaults(detectors).getBytes(StandardCharsets.UTF_8)));
    }
}

package org.datanet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.SampleId;
import org.datanet.curation.RoundTerms;
import org.datanet.quality.HealthMeasure;
import org.datanet.quality.HealthPolicy;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoliciesTest {
    private static final Map<String, DetectorPolicy> DETECTORS = Map.of(
            "near-duplicate",
                    new DetectorPolicy(
                            true, 0.01, 0, 0.5, Map.of("threshold", 0.9, "measure", "jaccard", "shifts", true)),
            "outlier", new DetectorPolicy(true, 0.02, 0.25, 0.75, Map.of()));

    @TempDir
    Path directory;

    private Path write(String text) throws IOException {
        Path file = directory.resolve("policy.yaml");
        Files.writeString(file, text);
        return file;
    }

    @Test
    void everything_that_can_be_said_is_read() throws IOException {
        Policies policies = Policies.read(write("""
                        quality:
                          mode: observe
                          seed: 42
                          trusted: {samples: [s1, s2], contributors: [ann]}
                          licences: {allowed: [CC0-1.0], denied: [GPL-3.0]}
                          detectors:
                            near-duplicate: {rate: 0.05, floor: 0.1, ceiling: 0.2, options: {threshold: 0.8, measure: cosine}}
                            outlier: {enabled: false}
                          health: {recent_epochs: 6, duplicates: 0.05, tail-coverage: 0.6}
                          appeals:
                            - {sample: s7, detector: outlier, decided_by: owner, reason: rare but real}
                        reward:
                          currency: EUR-cent
                          contributor_share: 0.85
                          curator_share: 0.100001
                          minimum_value: 1_000
                          half_life: 6
                          default_fee: 123456789012345678901234567890
                          in_run_discount: 0.25
                        curation: {per_sample: 5, audit_share: 0.125, shared_error: 12, unanswered: 2}
                        """), DETECTORS);
        QualityPolicy quality = policies.quality();
        assertThat(quality.mode()).isEqualTo(QualityPolicy.Mode.OBSERVE);
        assertThat(quality.seed()).isEqualTo(42);
        assertThat(quality.trustedSamples()).containsExactlyInAnyOrder(new SampleId("s1"), new SampleId("s2"));
        assertThat(quality.trustedContributors()).containsExactly(new ContributorId("ann"));
        assertThat(quality.detectors().get("near-duplicate"))
                .isEqualTo(new DetectorPolicy(
                        true, 0.05, 0.1, 0.2, Map.of("threshold", 0.8, "measure", "cosine", "shifts", true)));
        assertThat(quality.detectors().get("outlier")).isEqualTo(new DetectorPolicy(false, 0.02, 0.25, 0.75, Map.of()));
        assertThat(quality.health()).isEqualTo(new HealthPolicy(6, Map.of(HealthMeasure.DUPLICATES, 0.05)));
        assertThat(quality.health().threshold(HealthMeasure.TAIL_COVERAGE)).isEqualTo(0.6);
        assertThat(quality.appeals()).hasSize(1);
        assertThat(policies.reward().contributorShare()).isEqualTo(850_000);
        assertThat(policies.reward().curatorShare()).isEqualTo(100_001);
        assertThat(policies.reward().minimumValue()).isEqualTo(1000);
        assertThat(policies.reward().halfLife()).isEqualTo(6);
        assertThat(policies.reward().defaultFee()).isEqualTo(new BigInteger("123456789012345678901234567890"));
        assertThat(policies.reward().inRunDiscount()).isEqualTo(250_000);
        assertThat(policies.curation()).isEqualTo(new RoundTerms(5, 12, 2, 125_000));
    }

    @Test
    void options_that_every_detector_knows_are_read_too() throws IOException {
        Policies policies =
                Policies.read(write("quality: {detectors: {outlier: {options: {tolerate-failure: 1}}}}\n"), DETECTORS);
        assertThat(policies.quality().detectors().get("outlier").options())
                .containsExactly(Map.entry("tolerate-failure", 1.0));
    }

    @Test
    void a_file_of_defaults_means_the_defaults() throws IOException {
        Path file = directory.resolve("policy.yaml");
        Policies.writeDefaults(file, DETECTORS);
        Policies policies = Policies.read(file, DETECTORS);
        assertThat(policies.quality().detectors()).isEqualTo(DETECTORS);
        assertThat(policies.quality().mode()).isEqualTo(QualityPolicy.defaults().mode());
        assertThat(policies.reward()).isEqualTo(Policies.defaults().reward());
        assertThatThrownBy(() -> Policies.writeDefaults(file, DETECTORS))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Policies.read(write("quality:\n"), DETECTORS)).isEqualTo(Policies.defaults());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "qualty: {} | policy.yaml:1:1: unknown key \"qualty\"; did you mean \"quality\"?",
                "quality: {modus: observe} | policy.yaml:1:11: unknown key \"modus\"; use one of: mode, seed, trusted, licences, detectors, health, appeals",
                "quality: {mode: enforced} | policy.yaml:1:17: mode is \"enforced\"; write observe or enforce",
                "quality: {detectors: {near-dupliate: {}}} | policy.yaml:1:23: unknown detector \"near-dupliate\"; did you mean \"near-duplicate\"?",
                "quality: {detectors: {outlier: {rat: 1}}} | policy.yaml:1:33: unknown key \"rat\"; did you mean \"rate\"?",
                "quality: {detectors: {outlier: {rate: 0.7}}} | policy.yaml:1:39: rate is \"0.7\"; write a number above 0 and up to 0.5",
                "quality: {detectors: {outlier: {rate: lots}}} | policy.yaml:1:39: rate is \"lots\"; write a number such as 0.05",
                "quality: {detectors: {outlier: {floor: 0.9, ceiling: 0.3}}} | policy.yaml:1:40: floor is 0.9, above the ceiling 0.3; lower the floor or raise the ceiling",
                "quality: {detectors: {outlier: {enabled: yes}}} | policy.yaml:1:42: enabled is \"yes\"; write true or false",
                "quality: {detectors: {near-duplicate: {options: {treshold: 1}}}} | policy.yaml:1:50: detector near-duplicate has no option \"treshold\"; did you mean \"threshold\"?",
                "quality: {detectors: {near-duplicate: {options: {threshold: high}}}} | policy.yaml:1:61: option threshold is \"high\"; write a number",
                "quality: {trusted: {samples: [a, a]}} | policy.yaml:1:34: \"a\" stands twice; remove one of them",
                "quality: {trusted: {samples: a}} | policy.yaml:1:30: samples is not a list; write \"samples: [a, b]\"",
                "quality: {seed: 1.5} | policy.yaml:1:17: seed is \"1.5\"; write a whole number of at least -9223372036854775808",
                "quality: {appeals: [{sample: s, detector: outlyer, decided_by: o, reason: r}]} | policy.yaml:1:43: unknown detector \"outlyer\"; did you mean \"outlier\"?",
                "reward: {contributor_share: 1.1} | policy.yaml:1:29: contributor_share is \"1.1\"; write a share from 0 to 1 with at most 6 decimals",
                "reward: {contributor_share: 0.9, curator_share: 0.2} | policy.yaml:1:49: contributor_share and curator_share are more than 1 together; lower one of them",
                "reward: {default_fee: 1.5} | policy.yaml:1:23: default_fee is \"1.5\"; write whole base units, such as 1000000",
                "reward: {half_life: -1} | policy.yaml:1:21: half_life is \"-1\"; write a whole number from 0 to 2147483647",
                "reward: {in_run_discount: 2} | policy.yaml:1:27: in_run_discount is \"2\"; write a share from 0 to 1 with at most 6 decimals",
                "curation: {audit_share: 0} | policy.yaml:1:25: audit_share is 0, and what nobody audits cannot be paid for; write a share above 0 and up to 1",
                "curation: {unanswered: 0} | policy.yaml:1:24: unanswered is \"0\"; write a whole number from 1 to 100",
            })
    void what_is_wrong_is_refused_at_its_place(String text, String message) throws IOException {
        InvalidInputException refused =
                catchThrowableOfType(InvalidInputException.class, () -> Policies.read(write(text + "\n"), DETECTORS));
        assertThat(refused).isNotNull();
        assertThat(refused.getMessage().replace(directory + "/", "")).isEqualTo(message);
    }
}

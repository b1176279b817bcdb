package org.datanet.rewards.upkeep;

import org.datanet.contribution.SampleId;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Verdict;

/**
 * A verdict on a sample that was assigned to the curator at random and audited afterwards. Verdicts on samples that curators chose
 * themselves are not paid: they would choose the easy ones.
 *
 * @param sample the sample
 * @param curator who gave the verdict
 * @param verdict what the curator said
 * @param truth what the audit said
 */
public record AuditedVerdict(SampleId sample, CuratorId curator, Verdict verdict, Verdict truth) {}

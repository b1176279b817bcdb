package org.datanet.curation;

import java.time.Instant;
import org.datanet.contribution.SampleId;

/**
 * A curator's verdict on a sample.
 *
 * @param sample the sample
 * @param curator who says so
 * @param verdict what is said
 * @param at when, by the owner's clock
 */
public record Curation(SampleId sample, CuratorId curator, Verdict verdict, Instant at) {}

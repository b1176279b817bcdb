package org.datanet.io;

import org.datanet.quality.InspectionIndex;
import org.datanet.quality.QualityReport;
import org.datanet.reward.CuratorReport;
import org.datanet.reward.LineProof;
import org.datanet.reward.RewardReport;
import org.datanet.valuation.ValuationReport;

/** The files of reports, as {@code docs/FORMATS.md} describes them. */
public final class Reports {
    /** {@code quality.json}; every finding carries its Merkle leaf, so that a changed finding is named. */
    public static final JsonDocument<QualityReport> QUALITY = new QualityJson();

    /** {@code valuation.json}. */
    public static final JsonDocument<ValuationReport> VALUATION = new ValuationJson();

    /** {@code rewards.json}; every contributor's line carries its Merkle leaf, so that a changed line is named. */
    public static final JsonDocument<RewardReport> REWARDS = new RewardJson();

    /** {@code proof.json}; one contributor's line of {@code rewards.json} with the proof that it stands there. */
    public static final JsonDocument<LineProof> PROOF = new LineProofJson();

    /** {@code curators.json}; what the curators of a round of sealed verdicts get. */
    public static final JsonDocument<CuratorReport> CURATORS = new CuratorPayJson();

    /** What an inspection said of every row, for the next one. */
    public static final JsonDocument<InspectionIndex> INSPECTION_INDEX = new InspectionIndexJson();

    private Reports() {}
}

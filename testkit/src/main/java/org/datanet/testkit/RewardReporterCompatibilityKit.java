package org.datanet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReport.ContributorReward;
import org.datanet.reward.RewardReport.TreasuryLine;
import org.datanet.reward.RewardReport.WaterfallStep;
import org.datanet.reward.RewardReporter;
import org.junit.jupiter.api.Test;

/**
 * What every {@link RewardReporter} promises: a report that was taken over arrives, in order, with one effect, whatever happens to the
 * other side or to this one meanwhile. Extend it and say how your reporter is opened, closed, and how its other side fails.
 */
public abstract class RewardReporterCompatibilityKit {

    /** How the other side behaves. */
    protected enum OtherSide {
        /** Takes what it is given. */
        WORKS,
        /** Refuses everything, and has no effect. */
        REFUSES,
        /** Takes what it is given, but the confirmation is lost. */
        LOSES_CONFIRMATIONS,
        /** Cannot be reached. */
        IS_DOWN
    }

    /** Opens the reporter under test on the store of the current test; again after {@link #close}, as the next run would. */
    protected abstract RewardReporter open() throws Exception;

    /** Ends the run of the reporter that was opened last, without waiting for deliveries. */
    protected abstract void close() throws Exception;

    /** Changes how the other side behaves from now on. */
    protected abstract void otherSide(OtherSide behaviour) throws Exception;

    /** Attempts what is due, and returns when there is nothing more to do for now; with time passing as fast as it has to. */
    protected abstract void attemptDeliveries() throws Exception;

    /** Digests of the reports that had their effect on the other side, in the order of the effects, once per effect. */
    protected abstract List<Digest> effects() throws Exception;

    @Test
    void a_report_arrives() throws Exception {
        RewardReport report = report("wheat", 1);
        open().report(report);
        attemptDeliveries();
        assertThat(effects()).containsExactly(report.digest());
    }

    @Test
    void the_same_report_twice_has_one_effect() throws Exception {
        RewardReporter reporter = open();
        reporter.report(report("wheat", 1));
        attemptDeliveries();
        reporter.report(report("wheat", 1));
        attemptDeliveries();
        assertThat(effects()).containsExactly(report("wheat", 1).digest());
    }

    @Test
    void reports_of_one_Datanet_arrive_in_order() throws Exception {
        RewardReporter reporter = open();
        for (int i = 1; i <= 5; i++) {
            reporter.report(report("wheat", i));
        }
        attemptDeliveries();
        assertThat(effects())
                .containsExactlyElementsOf(List.of(1, 2, 3, 4, 5).stream()
                        .map(i -> report("wheat", i).digest())
                        .toList());
    }

    @Test
    void a_refused_report_arrives_once_the_other_side_works_again() throws Exception {
        RewardReporter reporter = open();
        otherSide(OtherSide.REFUSES);
        reporter.report(report("wheat", 1));
        reporter.report(report("wheat", 2));
        attemptDeliveries();
        assertThat(effects()).isEmpty();
        otherSide(OtherSide.WORKS);
        attemptDeliveries();
        assertThat(effects())
                .containsExactly(report("wheat", 1).digest(), report("wheat", 2).digest());
    }

    @Test
    void lost_confirmations_do_not_repeat_the_effect() throws Exception {
        RewardReporter reporter = open();
        otherSide(OtherSide.LOSES_CONFIRMATIONS);
        reporter.report(report("wheat", 1));
        attemptDeliveries();
        otherSide(OtherSide.WORKS);
        attemptDeliveries();
        assertThat(effects()).containsExactly(report("wheat", 1).digest());
    }

    @Test
    void what_one_run_could_not_deliver_is_delivered_by_the_next() throws Exception {
        otherSide(OtherSide.IS_DOWN);
        open().report(report("wheat", 1));
        attemptDeliveries();
        close();
        otherSide(OtherSide.WORKS);
        open();
        attemptDeliveries();
        assertThat(effects()).containsExactly(report("wheat", 1).digest());
    }

    @Test
    void a_run_that_ends_right_after_reporting_loses_nothing() throws Exception {
        open().report(report("wheat", 1));
        close();
        open();
        attemptDeliveries();
        assertThat(effects()).containsExactly(report("wheat", 1).digest());
    }

    /** A report with two contributors; distinct for every number. */
    protected static RewardReport report(String datanet, int number) {
        Digest any = Digest.sha256(new byte[] {(byte) number});
        return new RewardReport(
                new DatanetRef(new DatanetId(datanet), "v" + number, 10, any),
                "conditional-gain",
                "UNIT",
                2,
                any,
                any,
                any,
                BigInteger.valueOf(1_000L + number),
                List.of(
                        new ContributorReward(
                                new ContributorId("ada"),
                                BigInteger.valueOf(600),
                                6,
                                5,
                                50,
                                List.of(
                                        new WaterfallStep("used", 700, "was used"),
                                        new WaterfallStep("label-noise", -100, "a label is doubtful"))),
                        new ContributorReward(
                                new ContributorId("bé"), BigInteger.valueOf(number), 4, 4, 40, List.of())),
                List.of(new TreasuryLine("refund", BigInteger.valueOf(400))));
    }
}

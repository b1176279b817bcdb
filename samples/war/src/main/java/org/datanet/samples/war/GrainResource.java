package org.datanet.samples.war;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetRef;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.quality.QualityGuard;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReporter;
import org.datanet.rewards.ExposureRule;
import org.datanet.usage.UsageLedger;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageView;
import org.datanet.valuation.ValuationReport;

/** The application's own interface: train, inspect and pay, each by what it injects from the plugin. */
@Path("grain")
@RequestScoped
public class GrainResource {
    @Inject
    private GrainTrainer trainer;

    @Inject
    private QualityGuard guard;

    @Inject
    private UsageLedger ledger;

    @Inject
    private RewardReporter reporter;

    @Inject
    private Watcher watcher;

    @POST
    @Path("train")
    @Produces("text/plain")
    public String train() {
        return Arrays.deepToString(trainer.train(null));
    }

    @POST
    @Path("pay")
    @Produces("text/plain")
    public String pay() throws IOException {
        Datanet wheat = trainer.wheat();
        QualityReport quality = inspect(wheat);
        int rows = wheat.rows();
        // By exposure alone, because this sample has no private holdout to value rows on; never pay real money that
        // way.
        ValuationReport unvalued = new ValuationReport(
                DatanetRef.of(wheat), "none", Digest.EMPTY, new long[rows], new long[rows], new long[rows]);
        RewardReport report = new ExposureRule()
                .apply(RewardInput.of(wheat, unvalued, quality, RewardPolicy.defaults(), this::receipts));
        reporter.report(report);
        return report.paid() + " " + report.currency();
    }

    private QualityReport inspect(Datanet wheat) {
        try (Stream<UsageReceipt> receipts = receipts()) {
            UsageView usage = new UsageView(receipts.map(UsageView.Use::of).toList());
            return guard.inspect(wheat, usage, QualityPolicy.defaults(), Progress.none());
        }
    }

    private Stream<UsageReceipt> receipts() {
        try {
            return ledger.receipts();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GET
    @Path("events")
    @Produces("text/plain")
    public String events() {
        List<String> seen = watcher.seen();
        return String.join("\n", seen);
    }

    /** Breaks on purpose, to show that the hook leaves the application's own errors to the server. */
    @GET
    @Path("broken")
    public String broken() {
        throw new IllegalStateException("broken on purpose");
    }
}

package org.datanet.cli.demo;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.datanet.attribution.gain.LabelInformationValuator;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DatanetGuard;
import org.datanet.progress.Progress;
import org.datanet.proof.Signer;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.rewards.ConditionalGainRule;
import org.datanet.rewards.ledger.FileUsageLedger;
import org.datanet.samples.DigitModels;
import org.datanet.usage.UsageLedger;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRecorder;
import org.datanet.usage.UsageRun;
import org.datanet.usage.UsageView;
import org.datanet.valuation.ValuationReport;

/**
 * From a Datanet to amounts: three models are trained and recorded, the guard inspects, rows are valued, rewards computed.
 * The same inputs give the same outcome, to the byte.
 */
public final class Job {
    /** What the three payers pay, in millionths of a unit. */
    private static final BigInteger FEE = BigInteger.valueOf(100_000_000);

    private final Datanet datanet;
    private final Datanet holdout;
    private final Datanet reference;
    private final Datanet validation;
    private final long seed;
    private final Signer signer;
    private final Clock clock;

    Job(
            Datanet datanet,
            Datanet holdout,
            Datanet reference,
            Datanet validation,
            long seed,
            Signer signer,
            Clock clock) {
        this.datanet = datanet;
        this.holdout = holdout;
        this.reference = reference;
        this.validation = validation;
        this.seed = seed;
        this.signer = signer;
        this.clock = clock;
    }

    /** What a job gives. */
    public record Outcome(
            List<UsageReceipt> receipts, QualityReport quality, ValuationReport valuation, RewardReport rewards) {}

    /** Runs the job; receipts go to a new ledger in the folder. */
    Outcome run(Path ledgerFolder, QualityPolicy qualityPolicy, RewardPolicy rewardPolicy, Progress progress)
            throws IOException {
        try (UsageLedger ledger = FileUsageLedger.open(ledgerFolder, signer, clock)) {
            List<UsageReceipt> receipts = train(ledger, progress);
            UsageView usage =
                    new UsageView(receipts.stream().map(UsageView.Use::of).toList());
            QualityReport quality = new DatanetGuard().inspect(datanet, usage, qualityPolicy, progress);
            ValuationReport valuation =
                    new LabelInformationValuator().value(datanet, holdout, reference, seed, progress);
            progress.stage("computing rewards", receipts.size());
            RewardReport rewards = new ConditionalGainRule()
                    .apply(RewardInput.of(datanet, valuation, quality, rewardPolicy, ledger::openReceipts));
            progress.advance(receipts.size());
            return new Outcome(receipts, quality, valuation, rewards);
        }
    }

    private List<UsageReceipt> train(UsageLedger ledger, Progress progress) throws IOException {
        UsageRecorder recorder = SigningUsageRecorder.of(signer, clock);
        DigitModels models = new DigitModels(datanet, validation, seed);
        List<UsageReceipt> receipts = new ArrayList<>();
        progress.stage("training a Deeplearning4j network", 1);
        receipts.add(models.mlp(recorder, run("mlp-nightly", "mlp-64-32-10", "acme-vision")));
        progress.stage("training a Tribuo logistic regression", 1);
        receipts.add(models.logistic(recorder, run("logistic-nightly", "logistic-regression", "bolt-analytics")));
        progress.stage("training a Tribuo random forest", 1);
        receipts.add(models.forest(recorder, run("forest-nightly", "random-forest-50", "corner-bank")));
        for (UsageReceipt receipt : receipts) {
            ledger.append(receipt);
        }
        return receipts;
    }

    private UsageRun run(String id, String model, String payer) {
        return UsageRun.on(datanet).run(id).model(model).payer(payer).fee(FEE).build();
    }
}

package org.datanet.hook.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DatanetGuard;
import org.datanet.hook.HookSettings;
import org.datanet.io.DatanetReader;
import org.datanet.io.KeyFiles;
import org.datanet.quality.GuardFlagged;
import org.datanet.quality.QualityGuard;
import org.datanet.quality.QualityReport;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.UsageLedger;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRecorder;

/** Makes what training and quality code injects: a recorder whose receipts go into the ledger, the guard, the Datanets. */
@Dependent
public class UsageBeans {
    private static final System.Logger LOG = System.getLogger(UsageBeans.class.getName());

    /** For CDI. */
    public UsageBeans() {}

    @Produces
    @Singleton
    QualityGuard guard(Event<GuardFlagged> flagged) {
        DatanetGuard guard = new DatanetGuard();
        return (datanet, usage, policy, progress) -> {
            QualityReport report = guard.inspect(datanet, usage, policy, progress);
            if (!report.findings().isEmpty()) {
                flagged.fire(new GuardFlagged(report.datanet(), report.digest(), report.findings()));
            }
            return report;
        };
    }

    @Produces
    @Singleton
    Datanets datanets(HookConfiguration configuration) {
        Map<String, Datanet> read = new ConcurrentHashMap<>();
        return name -> {
            String known =
                    name.isEmpty() ? configuration.required("datanet.default", "the name of the only Datanet") : name;
            return read.computeIfAbsent(
                    known,
                    key -> DatanetReader.open(Path.of(
                                    configuration.required("datanet.datanets." + key, "the folder of Datanet " + key)))
                            .read());
        };
    }

    @Produces
    @Singleton
    UsageRecorder recorder(HookConfiguration configuration, HookSettings settings, UsageLedger ledger)
            throws IOException {
        Path directory = Path.of(configuration.get("datanet.hook.directory").orElse("datanet-hook"));
        Path key = Path.of(configuration
                .get("datanet.recorder.key-file")
                .orElse(directory.resolve("recorder.key").toString()));
        if (!Files.exists(key)) {
            KeyFiles.create(key);
        }
        return SigningUsageRecorder.builder(KeyFiles.signer(key))
                .clock(settings.clock())
                .sink(receipt -> keep(receipt, ledger, directory.resolve("receipts-to-append")))
                .build();
    }

    /** Recording never throws into training: what the ledger does not take now is kept in a file beside it. */
    private static void keep(UsageReceipt receipt, UsageLedger ledger, Path directory) {
        try {
            ledger.append(receipt);
        } catch (IOException | IllegalArgumentException e) {
            Path file = directory.resolve(receipt.digest().hex() + ReceiptCodec.EXTENSION);
            LOG.log(
                    System.Logger.Level.ERROR,
                    "run " + receipt.run() + " is not in the ledger; its receipt is in " + file,
                    e);
            try {
                Files.createDirectories(directory);
                ReceiptCodec.write(receipt, file);
            } catch (IOException again) {
                LOG.log(System.Logger.Level.ERROR, "the receipt of run " + receipt.run() + " could not be kept", again);
            }
        }
    }
}

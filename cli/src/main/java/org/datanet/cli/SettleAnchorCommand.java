package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.datanet.evm.Settlement;
import org.datanet.progress.Progress;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.rewards.ledger.FileUsageLedger;
import org.datanet.rewards.ledger.LedgerAudit;
import org.datanet.usage.SignedTreeHead;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The usage ledger on the chain. */
@Command(
        name = "anchor",
        mixinStandardHelpOptions = true,
        description = "Anchors the signed head of a usage ledger in the contract; sends with the reporter's key.")
final class SettleAnchorCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final SettlementFolder folder = new SettlementFolder();

    @Option(names = "--ledger", required = true, paramLabel = "DIR", description = "the ledger")
    @SuppressWarnings("NullAway.Init")
    private Path ledger;

    @Mixin
    private final ChainOptions options = new ChainOptions();

    @Override
    public Integer call() throws IOException {
        LedgerAudit audit = FileUsageLedger.verify(ledger);
        if (!audit.holds()) {
            throw new IllegalArgumentException("%s does not verify, so it is not anchored: %s"
                    .formatted(ledger, audit.problems().get(0)));
        }
        SignedTreeHead head =
                audit.head().orElseThrow(() -> new IllegalArgumentException(ledger + " has no signed head to anchor"));
        Digest digest = CanonicalBytes.tagged("datanet-anchored-head-1")
                .bytes(head.head().bytes())
                .bytes(head.publicKey())
                .bytes(head.signature())
                .toDigest();
        PrintWriter out = spec.commandLine().getOut();
        try (Settlement settlement = Settlement.sending(
                folder.path(),
                options.chain(),
                options.signer(),
                options.policy(),
                Clock.systemUTC(),
                Progress.none())) {
            out.println(settlement
                    .anchor(head.head().size(), head.head().root(), digest)
                    .message());
        }
        out.flush();
        return Main.OK;
    }
}

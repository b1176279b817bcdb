package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.datanet.hook.HookSettings;
import org.datanet.hook.ledger.JdbcUsageLedger;
import org.datanet.proof.ConsistencyProof;
import org.datanet.proof.InclusionProof;
import org.datanet.proof.Signer;
import org.datanet.rest.Proofs;
import org.datanet.usage.RunId;
import org.datanet.usage.TreeHead;

/** Proves what stands in the ledger. */
@HookPart
@Path(Proofs.PATH)
public class ProofsResource implements Proofs {
    @Inject
    private HookSettings settings;

    @Inject
    private JdbcUsageLedger ledger;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public ProofsResource() {}

    @Override
    public Head head() {
        return signed(Requests.stored(ledger::head));
    }

    private Head signed(TreeHead head) {
        Optional<Signer> keeper = settings.keeper();
        return new Head(
                head,
                keeper.map(signer -> signer.publicKey().getEncoded()),
                keeper.map(signer -> signer.sign(head.bytes())));
    }

    @Override
    public Inclusion inclusion(String runText) {
        RunId run = Requests.run(runText);
        return Requests.stored(() -> inclusion(run));
    }

    private Inclusion inclusion(RunId run) throws IOException {
        InclusionProof proof = ledger.inclusion(run).orElseThrow(() -> missing(run));
        return new Inclusion(
                run, ledger.summaries(proof.index(), "", 1).get(0).digest(), proof, signed(ledger.head(proof.size())));
    }

    private static ProblemException missing(RunId run) {
        return ProblemException.notFound("the ledger has no receipt of run " + run);
    }

    @Override
    public ConsistencyProof consistency(long from) {
        try {
            return Requests.stored(() -> ledger.consistency(from));
        } catch (IllegalArgumentException e) {
            throw ProblemException.badParameter("from", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public RowInclusion row(String runText, int row) {
        RunId run = Requests.run(runText);
        return Requests.stored(() -> {
            OptionalLong position = ledger.position(run);
            if (position.isEmpty()) {
                throw missing(run);
            }
            JdbcUsageLedger.Row proved = ledger.row(position.getAsLong(), row)
                    .orElseThrow(() -> ProblemException.notFound("run %s did not use row %d".formatted(run, row)));
            return new RowInclusion(
                    run,
                    row,
                    proved.entry().exposures(),
                    proved.entry().gain(),
                    proved.tableRoot(),
                    proved.entry().proof(),
                    inclusion(run));
        });
    }
}

package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;
import org.datanet.contribution.ContributorId;
import org.datanet.hook.HookSettings;
import org.datanet.hook.store.RewardLines;
import org.datanet.proof.Digest;
import org.datanet.rest.Contributors;
import org.datanet.rest.Role;
import org.datanet.reward.ClaimProof;
import org.jspecify.annotations.Nullable;

/** Shows a contributor its own lines, proves them, and hands out what it claims with on a chain. */
@HookPart
@Path(Contributors.PATH)
public class ContributorsResource implements Contributors {
    @Inject
    private RewardLines lines;

    @Inject
    private HookSettings settings;

    @Context
    private @Nullable SecurityContext caller;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public ContributorsResource() {}

    private ContributorId own(String text) {
        ContributorId contributor = Requests.contributor(text);
        SecurityContext context = caller;
        if (context != null && Caller.isOther(context, Role.CONTRIBUTOR, contributor.value())) {
            throw ProblemException.forbidden("a contributor sees its own rewards only");
        }
        return contributor;
    }

    @Override
    public Statement rewards(String text) {
        ContributorId contributor = own(text);
        return new Statement(contributor, Requests.stored(() -> lines.of(contributor, 200)));
    }

    @Override
    public Proof proof(String text, String reportText) {
        ContributorId contributor = own(text);
        Digest report = Requests.digest(reportText);
        Optional<Proof> proof = Requests.stored(() -> lines.proof(contributor, report));
        return proof.orElseThrow(() ->
                ProblemException.notFound("report %s has no line of contributor %s".formatted(report, contributor)));
    }

    @Override
    public ClaimProof claim(String text) {
        ContributorId contributor = own(text);
        Optional<ClaimProof> claim = Requests.stored(() -> settings.claims().proof(contributor));
        return claim.orElseThrow(() -> ProblemException.notFound(
                "contributor %s has nothing to claim under the active root".formatted(contributor)));
    }
}

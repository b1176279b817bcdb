package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.store.AccessTokens;
import org.datanet.hook.store.AppealBook;
import org.datanet.proof.Digest;
import org.datanet.rest.Appeals;
import org.datanet.rest.Role;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard, rendered here and not in the browser: no scripts, no request beyond this hook. For the owner and auditors; only the
 * owner's page has buttons. What changes something must come from a page of this hook.
 */
@HookPart
@Path("")
public class DashboardResource {
    private static final String HTML = "text/html;charset=utf-8";
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
                    + " frame-ancestors 'none'; base-uri 'none'";

    @Inject
    private AccessTokens tokens;

    @Inject
    private AppealBook appeals;

    @Inject
    private DashboardPages pages;

    @Inject
    private QualityPages quality;

    @Context
    private @Nullable SecurityContext caller;

    @Context
    private @Nullable UriInfo uri;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public DashboardResource() {}

    @GET
    @Produces(HTML)
    public Response home(@QueryParam("datanet") @DefaultValue("") String datanet) {
        if (!maySee()) {
            return page(200, pages.signIn(""));
        }
        return page(200, datanet.isEmpty() ? pages.datanets() : pages.datanet(Requests.datanet(datanet), isOwner()));
    }

    @GET
    @Path("page-report")
    @Produces(HTML)
    public Response report(
            @QueryParam("datanet") @DefaultValue("") String datanet,
            @QueryParam("digest") @DefaultValue("") String digest) {
        if (!maySee()) {
            return page(200, pages.signIn(""));
        }
        DatanetId id = Requests.datanet(datanet);
        Digest named = Requests.digest(digest);
        return page(200, Requests.stored(() -> pages.report(id, named)));
    }

    /** What the guard said last of a Datanet. */
    @GET
    @Path("page-quality")
    @Produces(HTML)
    public Response quality(@QueryParam("datanet") @DefaultValue("") String datanet) {
        if (!maySee()) {
            return page(200, pages.signIn(""));
        }
        DatanetId id = Requests.datanet(datanet);
        return page(
                200,
                Requests.stored(() -> quality.latest(id))
                        .orElseThrow(
                                () -> ProblemException.notFound("Datanet %s has no quality report".formatted(id))));
    }

    /** Whether a receipt is in the ledger, checked step by step. */
    @GET
    @Path("page-verify")
    @Produces(HTML)
    public Response verify(@QueryParam("run") @DefaultValue("") String run) {
        return maySee() ? page(200, pages.verify(Requests.run(run))) : page(200, pages.signIn(""));
    }

    /** Whether the hook can serve, and how much it holds. */
    @GET
    @Path("page-health")
    @Produces(HTML)
    public Response health() {
        return maySee() ? page(200, pages.health()) : page(200, pages.signIn(""));
    }

    @GET
    @Path("page-receipts")
    @Produces(HTML)
    public Response receipts(@QueryParam("from") @DefaultValue("0") long from) {
        return maySee() ? page(200, pages.receipts(from)) : page(200, pages.signIn(""));
    }

    @GET
    @Path("page-deliveries")
    @Produces(HTML)
    public Response deliveries() {
        return maySee() ? page(200, pages.deliveries(isOwner())) : page(200, pages.signIn(""));
    }

    @GET
    @Path("page-audit")
    @Produces(HTML)
    public Response audit(@QueryParam("after") @DefaultValue("0") long after) {
        return maySee() ? page(200, pages.audit(after)) : page(200, pages.signIn(""));
    }

    @GET
    @Path("dashboard.css")
    @Produces("text/css")
    public Response style() {
        try (InputStream in = DashboardResource.class.getResourceAsStream("dashboard.css")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks dashboard.css");
            }
            return Response.ok(in.readAllBytes())
                    .header("Cache-Control", "max-age=3600")
                    .build();
        } catch (IOException e) {
            throw new IllegalStateException("the jar cannot be read", e);
        }
    }

    /** Signs in: the token goes into a cookie that scripts cannot read and other sites cannot send. */
    @POST
    @Path("session")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response signIn(
            @HeaderParam("Sec-Fetch-Site") @DefaultValue("") String site,
            @FormParam("token") @DefaultValue("") String token) {
        fromHere(site);
        Optional<AccessTokens.Bearer> bearer = Requests.stored(() -> tokens.bearer(token.strip()));
        if (bearer.isEmpty()
                || bearer.get().role() != Role.OWNER && bearer.get().role() != Role.AUDITOR) {
            return page(403, pages.signIn("This is no token of an owner or an auditor."));
        }
        return back().cookie(cookie(token.strip(), 8 * 3600)).build();
    }

    /** Signs out. */
    @POST
    @Path("session-end")
    public Response signOut(@HeaderParam("Sec-Fetch-Site") @DefaultValue("") String site) {
        fromHere(site);
        return back().cookie(cookie("", 0)).build();
    }

    /** Decides an appeal from its form. */
    @POST
    @Path("page-decision")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response decide(
            @HeaderParam("Sec-Fetch-Site") @DefaultValue("") String site,
            @FormParam("datanet") @DefaultValue("") String datanetText,
            @FormParam("id") long id,
            @FormParam("decision") @DefaultValue("") String decision,
            @FormParam("reason") @DefaultValue("") String reason) {
        fromHere(site);
        SecurityContext context = caller;
        if (context == null || !isOwner()) {
            throw ProblemException.forbidden("only the owner decides appeals");
        }
        DatanetId datanet = Requests.datanet(datanetText);
        if (!decision.equals("accept") && !decision.equals("reject")) {
            throw ProblemException.badParameter("decision", "a decision is accept or reject");
        }
        Appeals.Decision decided;
        try {
            decided = new Appeals.Decision(decision.equals("accept"), reason);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badParameter("reason", String.valueOf(e.getMessage()));
        }
        String name = Caller.name(context);
        if (Requests.stored(() -> appeals.decide(name, datanet, id, decided)).isEmpty()) {
            throw ProblemException.notFound("there is no such appeal");
        }
        return Response.seeOther(base().resolve("./?datanet="
                        + java.net.URLEncoder.encode(datanet.value(), StandardCharsets.UTF_8) + "#appeals"))
                .build();
    }

    /** Sends a delivery that was given up again, from its button. */
    @POST
    @Path("page-replay")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response replay(@HeaderParam("Sec-Fetch-Site") @DefaultValue("") String site, @FormParam("id") long id) {
        fromHere(site);
        SecurityContext context = caller;
        if (context == null || !isOwner()) {
            throw ProblemException.forbidden("only the owner sends deliveries again");
        }
        pages.replay(Caller.name(context), id);
        return Response.seeOther(base().resolve("page-deliveries")).build();
    }

    /** Browsers say where a form was; other clients have no cookie that somebody else could make them send. */
    private static void fromHere(String site) {
        if (!site.isEmpty() && !site.equals("same-origin") && !site.equals("none")) {
            throw ProblemException.forbidden("this form was not on a page of this hook");
        }
    }

    private boolean isOwner() {
        SecurityContext context = caller;
        return context != null && context.isUserInRole(Role.OWNER.name());
    }

    private boolean maySee() {
        SecurityContext context = caller;
        return context != null && (isOwner() || context.isUserInRole(Role.AUDITOR.name()));
    }

    private URI base() {
        UriInfo info = uri;
        return info == null ? URI.create("/") : info.getBaseUri();
    }

    private Response.ResponseBuilder back() {
        return Response.seeOther(base());
    }

    private NewCookie cookie(String token, int seconds) {
        return new NewCookie.Builder(Access.COOKIE)
                .value(token)
                .path(base().getPath())
                .maxAge(seconds)
                .httpOnly(true)
                .secure(base().getScheme() != null && base().getScheme().equals("https"))
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }

    private static Response page(int status, String html) {
        return Response.status(status)
                .type(HTML)
                .entity(html.getBytes(StandardCharsets.UTF_8))
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "same-origin")
                .header("Cache-Control", "no-store")
                .build();
    }

    /** The pages' names, for tests. */
    static List<String> names() {
        return List.of("", "page-receipts", "page-deliveries", "page-audit", "page-health");
    }
}

package org.datanet.hook.web;

import jakarta.json.JsonException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Optional;
import java.util.UUID;
import org.datanet.hook.json.RecordJson;
import org.datanet.proof.Ids;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.PaidEpochs;
import org.datanet.rest.Problem;

/** Turns every exception into problem+json. What the caller cannot help is logged under an id and shown as that id only. */
public final class Problems implements ExceptionMapper<Throwable> {
    private static final System.Logger LOG = System.getLogger(Problems.class.getName());

    /** For JAX-RS. */
    public Problems() {}

    @Override
    public Response toResponse(Throwable e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof ProblemException known) {
                Response.ResponseBuilder builder =
                        Response.status(known.problem().status());
                switch (known.problem().status()) {
                    case 401 -> builder.header("WWW-Authenticate", "Bearer");
                    case 409 -> {
                        if (!known.problem().type().equals(PaidEpochs.TAKEN)) {
                            builder.header("Retry-After", "5");
                        }
                    }
                    case 429, 503 -> builder.header("Retry-After", "5");
                    default -> {}
                }
                return answer(known.problem(), builder);
            }
        }
        if (e instanceof WebApplicationException web) {
            Response given = web.getResponse();
            Response.ResponseBuilder builder = Response.status(given.getStatus());
            if (given.getStatus() < 400) {
                return given;
            }
            for (String header : new String[] {"Allow", "Retry-After", "WWW-Authenticate"}) {
                Optional.ofNullable(given.getHeaderString(header)).ifPresent(value -> builder.header(header, value));
            }
            return answer(
                    ProblemException.ofStatus(
                            given.getStatus(),
                            given.getStatusInfo().getReasonPhrase(),
                            Ids.excerpt(String.valueOf(web.getMessage()))),
                    builder);
        }
        if (e instanceof JsonException || e instanceof ProcessingException) {
            return answer(
                    ProblemException.ofStatus(400, "Bad Request", "the request could not be read"),
                    Response.status(400));
        }
        String id = UUID.randomUUID().toString();
        LOG.log(System.Logger.Level.ERROR, "request failed, instance " + id, e);
        Problem problem = new Problem(
                "urn:datanet:problem:internal",
                "The server failed",
                500,
                "the cause is in the server's log under this problem's instance",
                Optional.empty(),
                Optional.of("urn:uuid:" + id));
        return answer(problem, Response.status(500));
    }

    private static Response answer(Problem problem, Response.ResponseBuilder builder) {
        return builder.type(MediaType.valueOf(MediaTypes.PROBLEM))
                .entity(RecordJson.write(problem))
                .build();
    }
}

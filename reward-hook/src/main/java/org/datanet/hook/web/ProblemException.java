package org.datanet.hook.web;

import java.util.Optional;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.json.MalformedJson;
import org.datanet.proof.Digest;
import org.datanet.rest.PaidEpochs;
import org.datanet.rest.Problem;

/** Ends a request with a problem. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final String TYPES = "urn:datanet:problem:";

    private final transient Problem problem;

    private ProblemException(Problem problem) {
        super(problem.title() + ": " + problem.detail());
        this.problem = problem;
    }

    /** What is answered. */
    public Problem problem() {
        return problem;
    }

    private static ProblemException of(int status, String kind, String title, String detail, Optional<String> field) {
        return new ProblemException(new Problem(TYPES + kind, title, status, detail, field, Optional.empty()));
    }

    /** 400 for text that is no JSON, and for JSON that is not what the contract says. */
    static ProblemException malformed(MalformedJson e) {
        return of(
                400,
                e.isSyntax() ? "malformed-json" : "invalid-body",
                e.isSyntax() ? "The body is not JSON" : "The body is not what the contract says",
                String.valueOf(e.getMessage()),
                Optional.of(e.pointer()));
    }

    static ProblemException badParameter(String name, String detail) {
        return of(400, "invalid-parameter", "A parameter is wrong", detail, Optional.of(name));
    }

    static ProblemException unsigned(String detail) {
        return of(401, "bad-signature", "The request is not signed as it must be", detail, Optional.empty());
    }

    static ProblemException unauthenticated(String detail) {
        return of(401, "no-token", "A token is needed", detail, Optional.empty());
    }

    static ProblemException forbidden(String detail) {
        return of(403, "forbidden", "The token does not allow this", detail, Optional.empty());
    }

    static ProblemException conflict(String detail) {
        return of(409, "conflict", "Something else stands there", detail, Optional.empty());
    }

    /** 409 for a report of an epoch that another report paid. */
    static ProblemException epochPaid(DatanetId datanet, PaidEpochs.Paid by, Digest refused) {
        return new ProblemException(new Problem(
                PaidEpochs.TAKEN,
                "Another report paid this epoch",
                409,
                "epoch %d of %s is paid by report %s since %s, and by no other, such as %s"
                        .formatted(by.epoch(), datanet, by.report(), by.at(), refused),
                Optional.empty(),
                Optional.empty()));
    }

    static ProblemException tooMany(int perMinute) {
        return of(
                429,
                "too-many",
                "Too many requests",
                "at most %d a minute are taken from one token".formatted(perMinute),
                Optional.empty());
    }

    static ProblemException unavailable(String detail) {
        return of(503, "unavailable", "The database does not answer", detail, Optional.empty());
    }

    static ProblemException busy() {
        return of(
                503,
                "busy",
                "Too much at once",
                "the bodies of other requests fill the memory that they may have; nothing was stored, try again",
                Optional.empty());
    }

    static ProblemException notFound(String detail) {
        return of(404, "not-found", "There is no such thing here", detail, Optional.empty());
    }

    static ProblemException inProgress() {
        return of(
                409,
                "in-progress",
                "The same request is in progress",
                "a request with this key is being worked on; ask again in a minute",
                Optional.empty());
    }

    static ProblemException tooLarge(long limit) {
        return of(
                413,
                "too-large",
                "The body is too large",
                "at most %d bytes are taken".formatted(limit),
                Optional.empty());
    }

    static ProblemException unprocessable(String kind, String title, String detail, String field) {
        return of(422, kind, title, detail, Optional.of(field));
    }

    /** The standard words for a status that JAX-RS itself gives. */
    static Problem ofStatus(int status, String reason, String detail) {
        return new Problem("about:blank", reason, status, detail, Optional.empty(), Optional.empty());
    }
}

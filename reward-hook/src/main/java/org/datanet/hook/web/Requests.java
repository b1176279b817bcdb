package org.datanet.hook.web;

import org.datanet.contribution.DatanetId;
import org.datanet.hook.HookSettings;
import org.datanet.proof.Digest;
import org.datanet.rest.Headers;
import org.datanet.rest.SignedRequest;

/** What several resources check in the same way. */
final class Requests {
    private Requests() {}

    static DatanetId datanet(String value) {
        try {
            return new DatanetId(value);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badParameter("datanet", String.valueOf(e.getMessage()));
        }
    }

    static Digest digest(String value) {
        try {
            return Digest.parse(value);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badParameter("digest", String.valueOf(e.getMessage()));
        }
    }

    static int limit(int value) {
        if (value < 1 || value > 200) {
            throw ProblemException.badParameter("limit", "a limit is 1 to 200, not " + value);
        }
        return value;
    }

    /** Checks the signature over the exact bytes before anything reads them. */
    static void verify(SignedRequest signed, byte[] body, HookSettings settings) {
        if (signed.id().isEmpty()) {
            throw ProblemException.unsigned("the header " + Headers.WEBHOOK_ID + " is missing");
        }
        String refusal = settings.inbound()
                .refusal(signed.id(), signed.timestamp(), signed.signatures(), body, settings.clock());
        if (!refusal.isEmpty()) {
            throw ProblemException.unsigned(refusal);
        }
    }
}

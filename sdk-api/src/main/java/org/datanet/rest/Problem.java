package org.datanet.rest;

import java.util.Optional;

/**
 * An error as RFC 9457 describes it.
 *
 * @param type URI reference that names the kind of problem; never {@code about:blank} where the kind is known
 * @param title the kind in words, the same for every problem of the type
 * @param status the HTTP status
 * @param detail what is wrong here and what would be right
 * @param field JSON Pointer (RFC 6901) to the offending part of the request's body, or the name of the offending parameter
 * @param instance id under which the server logged it
 */
public record Problem(
        String type, String title, int status, String detail, Optional<String> field, Optional<String> instance) {
    public Problem {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("a problem has a status of 400 to 599, not " + status);
        }
    }
}

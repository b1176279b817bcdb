/**
 * The REST contract: annotated JAX-RS interfaces that a server implements and a client calls, and the values they exchange.
 * Every error is a {@link org.datanet.rest.Problem}. Paths, headers and media types stand here and nowhere else.
 */
@NullMarked
package org.datanet.rest;

import org.jspecify.annotations.NullMarked;

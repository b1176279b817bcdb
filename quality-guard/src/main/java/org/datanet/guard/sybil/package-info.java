/**
 * The detector {@code sybil}: identities that seem to be one person.
 */
@NullMarked
package org.datanet.guard.sybil;

import org.jspecify.annotations.NullMarked;

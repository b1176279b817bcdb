/**
 * The detector {@code curator-collusion}: people whose verdicts serve each other instead of the Datanet.
 */
@NullMarked
package org.datanet.guard.collusion;

import org.jspecify.annotations.NullMarked;

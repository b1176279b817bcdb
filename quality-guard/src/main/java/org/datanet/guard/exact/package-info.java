/**
 * The detector {@code exact-duplicate}: rows that bring what an earlier row brought already.
 */
@NullMarked
package org.datanet.guard.exact;

import org.jspecify.annotations.NullMarked;

/**
 * The detector {@code near-duplicate}: rows that bring almost what an earlier row brought already.
 */
@NullMarked
package org.datanet.guard.near;

import org.jspecify.annotations.NullMarked;

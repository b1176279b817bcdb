/**
 * The detector {@code label-drift}: contributors whose labels change their meaning over time.
 */
@NullMarked
package org.datanet.guard.drift;

import org.jspecify.annotations.NullMarked;

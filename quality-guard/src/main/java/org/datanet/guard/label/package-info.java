/**
 * The detector {@code label-noise}: labels that the other rows, or the annotators, contradict.
 */
@NullMarked
package org.datanet.guard.label;

import org.jspecify.annotations.NullMarked;

/**
 * The detector {@code machine-text}: texts in the style of those that the owner had machines write. Holds no model that was fitted elsewhere.
 */
@NullMarked
package org.datanet.guard.machine;

import org.jspecify.annotations.NullMarked;

/**
 * The detector {@code synthetic-noise}: rows that were computed from others instead of being observed.
 */
@NullMarked
package org.datanet.guard.synthetic;

import org.jspecify.annotations.NullMarked;

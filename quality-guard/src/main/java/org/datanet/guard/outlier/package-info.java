/**
 * The detector {@code outlier}: rows that lie where no others do.
 */
@NullMarked
package org.datanet.guard.outlier;

import org.jspecify.annotations.NullMarked;

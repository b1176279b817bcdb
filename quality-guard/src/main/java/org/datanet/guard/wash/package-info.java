/**
 * The detector {@code usage-wash}: payers whose usage serves one contributor instead of a model.
 */
@NullMarked
package org.datanet.guard.wash;

import org.jspecify.annotations.NullMarked;

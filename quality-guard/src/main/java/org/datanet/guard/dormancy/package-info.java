/**
 * The detector {@code dormancy}: contributors who stopped maintaining what they brought.
 */
@NullMarked
package org.datanet.guard.dormancy;

import org.jspecify.annotations.NullMarked;

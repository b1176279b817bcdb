/**
 * The detector {@code licence}: rows whose licence the Datanet's owner does not accept.
 */
@NullMarked
package org.datanet.guard.licence;

import org.jspecify.annotations.NullMarked;

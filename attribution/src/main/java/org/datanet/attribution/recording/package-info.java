/**
 * The recorder that every adapter shares: it takes down exposures and gains as columns, signs the receipt, and never throws
 * into somebody's training. Knows no framework. May use {@code sdk-api} only.
 */
@NullMarked
package org.datanet.attribution.recording;

import org.jspecify.annotations.NullMarked;

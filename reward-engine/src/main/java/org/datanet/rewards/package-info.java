/**
 * Integer arithmetic from receipts, valuations and weights to amounts, and the Merkle log in files.
 * Contributors plus treasury lines equal the fees to the last unit. Sees no features, no holdout and no
 * framework. May use {@code sdk-api} only.
 */
@NullMarked
package org.datanet.rewards;

import org.jspecify.annotations.NullMarked;

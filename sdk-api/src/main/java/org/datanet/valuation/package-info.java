/**
 * What a row is worth: gains and novelty measured once, on the owner's private holdout, and then frozen.
 */
@NullMarked
package org.datanet.valuation;

import org.jspecify.annotations.NullMarked;

/**
 * How far a method of attribution can be trusted: linear datamodeling score, detection of mislabelled rows, removal and addition
 * curves. Each says what a baseline and what the noise of training itself would reach. Trains nothing; the caller brings training as a
 * function.
 */
@NullMarked
package org.datanet.attribution.audit;

import org.jspecify.annotations.NullMarked;

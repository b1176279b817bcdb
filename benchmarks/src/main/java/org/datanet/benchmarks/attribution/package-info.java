/**
 * How right and how fast attribution is: mislabelled rows, contributors against their exact Shapley values, the linear datamodeling
 * score beside its ceiling, and the cost of each.
 */
@NullMarked
package org.datanet.benchmarks.attribution;

import org.jspecify.annotations.NullMarked;

/**
 * The main job at scale: what recording costs a training, and how many rows a second the guard, the valuation and the reward
 * rule take.
 */
@NullMarked
package org.datanet.benchmarks.job;

import org.jspecify.annotations.NullMarked;

/**
 * The guard, the valuation and the reward arithmetic on Apache Spark. The mathematics is that of {@code quality-guard},
 * {@code attribution} and {@code reward-engine}; what lives here reads tables, carries rows to it, and puts parts together. Results
 * equal those of one machine to the last unit, whatever the number of partitions. May use floors 1 and 2 and Spark.
 */
@NullMarked
package org.datanet.spark;

import org.jspecify.annotations.NullMarked;

/**
 * Side-by-side measurements, both sides in one run: recording overhead, guard and reward throughput,
 * memory. Data comes from a generator fitted to a real Datanet, so rows are distinct. May use every
 * module but {@code cli}.
 */
@NullMarked
package org.datanet.benchmarks;

import org.jspecify.annotations.NullMarked;

/** Measures what the valuation of rows does as a Datanet grows. */
@NullMarked
package org.datanet.benchmarks.valuation;

import org.jspecify.annotations.NullMarked;

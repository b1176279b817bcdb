/** Whole-process measurements of receipts, ledger and reward rule at growing sizes: time, memory, exactness. */
@NullMarked
package org.datanet.benchmarks.rewards;

import org.jspecify.annotations.NullMarked;

/** Measures the running hook on the loopback interface against what its database does alone. */
@NullMarked
package org.datanet.benchmarks.hook;

import org.jspecify.annotations.NullMarked;

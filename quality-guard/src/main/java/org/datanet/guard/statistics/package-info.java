/**
 * Tests, nulls and corrections that turn scores into p-values and p-values into decisions. Plain arithmetic over primitive
 * arrays; knows no Datanet.
 */
@NullMarked
package org.datanet.guard.statistics;

import org.jspecify.annotations.NullMarked;

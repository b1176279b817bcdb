/**
 * Strict, streaming readers and writers of every documented format: Datanet folders, policies,
 * receipts, ledgers and reports, and the intake that appends to them. Input is refused with file, line
 * and column, and a refused input leaves nothing written. May use {@code sdk-api} only.
 */
@NullMarked
package org.datanet.io;

import org.jspecify.annotations.NullMarked;

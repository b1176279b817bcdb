/**
 * What models did with samples: sessions that record it, receipts that prove it, ledgers that keep it.
 */
@NullMarked
package org.datanet.usage;

import org.jspecify.annotations.NullMarked;

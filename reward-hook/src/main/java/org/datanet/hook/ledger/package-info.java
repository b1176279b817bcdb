/** The usage ledger in a relational database: same promises as the one in files, for several processes at once. */
@NullMarked
package org.datanet.hook.ledger;

import org.jspecify.annotations.NullMarked;

/** What the hook keeps for good, over plain JDBC: documents, events, the outbox. Knows no HTTP and no container. */
@NullMarked
package org.datanet.hook.store;

import org.jspecify.annotations.NullMarked;

/**
 * The usage ledger in plain files: segments of checksummed receipts under an RFC 9162 tree whose head is signed. Anyone who has
 * the folder can check it offline. Knows nothing of rewards.
 */
@NullMarked
package org.datanet.rewards.ledger;

import org.jspecify.annotations.NullMarked;

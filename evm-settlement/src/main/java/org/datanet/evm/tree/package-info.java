/**
 * The Merkle tree that claims are proved against: equal to OpenZeppelin's {@code StandardMerkleTree} over
 * {@code ["address", "uint256"]}. Knows no chain and no keys.
 */
@NullMarked
package org.datanet.evm.tree;

import org.jspecify.annotations.NullMarked;

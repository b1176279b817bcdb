/**
 * The cumulative Merkle distributor contract and its web3j client: intent, nonce and raw transaction
 * are stored before anything is sent. Jackson and keccak stay inside this module. May use
 * {@code sdk-api} and {@code reward-engine}.
 */
@NullMarked
package org.datanet.evm;

import org.jspecify.annotations.NullMarked;

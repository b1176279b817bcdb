/**
 * The way to the chain: JSON-RPC over the JDK's HTTP client, the contract's calls and errors, keys, and transactions that are kept
 * before they are sent. Knows no rewards.
 */
@NullMarked
package org.datanet.evm.chain;

import org.jspecify.annotations.NullMarked;

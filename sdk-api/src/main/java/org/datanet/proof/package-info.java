/**
 * Digests, RFC 9162 Merkle trees and Ed25519 signatures: what every proof of the system is made of. JDK only;
 * knows none of the nouns that are proved with it.
 */
@NullMarked
package org.datanet.proof;

import org.jspecify.annotations.NullMarked;

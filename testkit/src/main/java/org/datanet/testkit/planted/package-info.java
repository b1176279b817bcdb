/**
 * Datanets on real, redistributable data in which it is known who games. For tests, demonstrations and the gauntlet; the truth
 * stands beside the Datanet, never in it.
 */
@NullMarked
package org.datanet.testkit.planted;

import org.jspecify.annotations.NullMarked;

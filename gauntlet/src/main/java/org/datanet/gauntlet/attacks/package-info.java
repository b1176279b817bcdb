/**
 * The attacks, and the tactics they are composed of. An attack sees its {@link org.datanet.gauntlet.Standpoint} and nothing else.
 */
@NullMarked
package org.datanet.gauntlet.attacks;

import org.jspecify.annotations.NullMarked;

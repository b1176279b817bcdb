/**
 * The mechanisms that the gauntlet runs attacks against: ours, a first trial of it, and the naive ones that the literature knows, each a
 * reward rule with its valuator. May use floors 1 and 2.
 */
@NullMarked
package org.datanet.gauntlet.rules;

import org.jspecify.annotations.NullMarked;

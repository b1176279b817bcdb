/**
 * Where the treasury's lines go: curators who judged as later audits did, and bounties for what the Datanet lacks. Integer
 * arithmetic.
 */
@NullMarked
package org.datanet.rewards.upkeep;

import org.jspecify.annotations.NullMarked;

/**
 * What happens to amounts after a report: deposits, charges, vesting, disputes. Double entry: every unit that comes in stands on
 * one account or has gone out. Integer arithmetic, no clock (epochs are numbers), no randomness.
 */
@NullMarked
package org.datanet.rewards.escrow;

import org.jspecify.annotations.NullMarked;

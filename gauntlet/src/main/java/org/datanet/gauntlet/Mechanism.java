package org.datanet.gauntlet;

import org.datanet.reward.RewardRule;
import org.datanet.valuation.Valuator;

/**
 * How an owner values and pays: a reward rule with the valuator whose numbers it reads.
 *
 * @param name as in tables and commands
 * @param valuator of rows; rules that read no values have one that gives zeros
 * @param rule of payment
 * @param charges whether the rule takes from deposits what a contributor owes
 */
public record Mechanism(String name, Valuator valuator, RewardRule rule, boolean charges) {}

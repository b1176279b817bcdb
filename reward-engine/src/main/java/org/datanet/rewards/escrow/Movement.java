package org.datanet.rewards.escrow;

import java.math.BigInteger;

/**
 * One entry of the book.
 *
 * @param from is lowered
 * @param to is raised
 * @param amount base units, above 0
 * @param why a sentence
 */
public record Movement(Account from, Account to, BigInteger amount, String why) {}

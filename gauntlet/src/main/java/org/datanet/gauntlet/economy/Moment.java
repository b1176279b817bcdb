package org.datanet.gauntlet.economy;

/**
 * One epoch of a Datanet's life.
 *
 * @param gaming share of those who contribute in it that game
 * @param integrity share of the pay that goes to people who brought nothing but pure rows
 * @param purity share of the kept rows that are pure
 * @param accuracy of a nearest-neighbour model of the kept rows, on rows nobody saw
 */
public record Moment(double gaming, double integrity, double purity, double accuracy) {}

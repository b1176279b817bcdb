package org.datanet.gauntlet;

/**
 * What one attack brought in one world under one mechanism, beside what honesty would have brought. Amounts are shares of all fees.
 *
 * @param ground name of the table
 * @param seed of the world
 * @param attack its name
 * @param parameter its form
 * @param mechanism its name
 * @param detectors whether the guard's weights counted
 * @param attacker what the attacker's names got, less charges, less fees it paid itself
 * @param kept the same without charges: whoever walks away from debts keeps it
 * @param twin what the honest twin got, less charges
 * @param effort what the attacker's rows cost it, in honest rows
 * @param twinEffort what the twin's rows cost
 * @param honestPay mean of what a row of the honest earned in the twin world
 * @param victim loss of whom framing is aimed at
 * @param rare loss of the honest player with rare rows
 * @param losses of all honest players, ascending: what each lost against the twin world, over what it had there, or over a quarter of
 *     the mean where it had less
 * @param charged names of the honest that owe something; of curators, how many honest ones were found to collude
 * @param reach share of all fees that went to contributors
 * @param pays of all players in the order of intake, for the attack that is none; of all curators, over equal shares of the pot, where none
 *     games; else empty
 * @param purity share of the pay that went to players who brought nothing but pure rows
 */
public record Cell(
        String ground,
        long seed,
        String attack,
        String parameter,
        String mechanism,
        boolean detectors,
        double attacker,
        double kept,
        double twin,
        double effort,
        double twinEffort,
        double honestPay,
        double victim,
        double rare,
        double[] losses,
        int charged,
        double reach,
        double[] pays,
        double purity) {

    /** What makes a cell this one and no other. */
    public String key() {
        return "%s/%05d/%s/%s/%s/%s".formatted(ground, seed, attack, parameter, mechanism, detectors ? "on" : "off");
    }
}

package org.datanet.attribution.gain;

/**
 * What the distinct payloads of an epoch are worth, before it is put into integers.
 *
 * @param gains label scores in nats, one a payload
 * @param novelties in [0, 1], before the share of the epoch
 * @param shares in [0, 1]: what the other payloads of the epoch leave
 * @param reserve what every row must be worth before it earns, in nats
 * @param netting what part of their credits beyond the reserve honest rows keep after debits and reserves, in [0.25, 1]
 */
record EpochValuation(double[] gains, double[] novelties, double[] shares, double reserve, double netting) {}

package org.datanet.guard.near;

/**
 * A near-duplicate text.
 *
 * @param original the earlier representative that it is verified against
 * @param similarity Jaccard
 * @param pValue how likely two people share these words without knowing of each other
 * @param difference what was added and what is missing, for people
 */
public record FoundTwin(int row, int original, double similarity, double pValue, String difference) {}

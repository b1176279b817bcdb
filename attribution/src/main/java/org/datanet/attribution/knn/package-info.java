/**
 * Valuation by nearest neighbours: exact KNN-Shapley in closed form. Knows features and labels only, no model; what it says of
 * another model's rows is a surrogate and must be labelled as one.
 */
@NullMarked
package org.datanet.attribution.knn;

import org.jspecify.annotations.NullMarked;

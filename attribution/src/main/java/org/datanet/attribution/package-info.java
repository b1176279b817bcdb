/**
 * Framework-neutral valuation: conditional gain on a private holdout, novelty, KNN-Shapley, exact and
 * sampled group values, and the audits that say how far a method can be trusted. Works on plain
 * columns. May use {@code sdk-api} only.
 */
@NullMarked
package org.datanet.attribution;

import org.jspecify.annotations.NullMarked;

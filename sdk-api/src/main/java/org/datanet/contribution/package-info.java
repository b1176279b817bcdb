/**
 * What contributors bring: samples, their order of arrival, and the Datanet that holds them as columns.
 * Values only; reading and writing them lives in {@code datanet-io}.
 */
@NullMarked
package org.datanet.contribution;

import org.jspecify.annotations.NullMarked;

/**
 * Exact exposure recording and in-run gain for Deeplearning4j networks. Recording leaves the trained
 * parameters bit-identical and never throws into the training loop. May use {@code sdk-api} and
 * {@code attribution}; knows neither the guard nor rewards nor HTTP.
 */
@NullMarked
package org.datanet.dl4j;

import org.jspecify.annotations.NullMarked;

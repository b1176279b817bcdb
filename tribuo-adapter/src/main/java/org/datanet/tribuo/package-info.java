/**
 * Exact exposure recording and closed-form influence for Tribuo trainers; the receipt is bound into
 * the model's own provenance. Trainers are optional dependencies: a user ships those they train with. May
 * use {@code sdk-api} and {@code attribution}; knows neither the guard nor rewards nor HTTP.
 */
@NullMarked
package org.datanet.tribuo;

import org.jspecify.annotations.NullMarked;

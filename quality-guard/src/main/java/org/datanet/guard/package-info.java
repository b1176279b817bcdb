/**
 * Detectors, their calibration, and the combination of findings into one weight per row with its
 * evidence. Knows neither money nor model frameworks: usage reaches it as a fee-free view. May use
 * {@code sdk-api} and smile-core.
 */
@NullMarked
package org.datanet.guard;

import org.jspecify.annotations.NullMarked;

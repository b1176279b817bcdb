/**
 * The Datanet's health over intake order: series of shares, drift of contributors and classes, and warnings at the policy's
 * thresholds. It reads what the detectors said and lowers no weight.
 */
@NullMarked
package org.datanet.guard.health;

import org.jspecify.annotations.NullMarked;

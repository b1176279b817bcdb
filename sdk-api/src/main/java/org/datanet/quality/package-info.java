/**
 * What the guard says of samples and people: findings with evidence, weights, and the SPI of a detector.
 * Nothing here knows money.
 */
@NullMarked
package org.datanet.quality;

import org.jspecify.annotations.NullMarked;

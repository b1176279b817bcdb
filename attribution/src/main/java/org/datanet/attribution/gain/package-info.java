/**
 * What a row adds, measured on the owner's private holdout: how much its label says about such rows, times how new and how real
 * its features are. Works on plain columns. Knows no contributor, no name and no intake order; nothing here may read them.
 */
@NullMarked
package org.datanet.attribution.gain;

import org.jspecify.annotations.NullMarked;

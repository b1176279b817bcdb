/**
 * Who is paid what, and why: the SPI of a rule, the report it makes, and the SPIs that carry a report away.
 */
@NullMarked
package org.datanet.reward;

import org.jspecify.annotations.NullMarked;

/**
 * Feature columns on one scale, and who is near whom among them: exactly among thousands of rows, by inverted lists among more. In
 * blocks over all cores, the same whatever the number of threads; detectors of one inspection share what is found.
 */
@NullMarked
package org.datanet.guard.neighbours;

import org.jspecify.annotations.NullMarked;

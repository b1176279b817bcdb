/**
 * Feature columns on one scale, and who is near whom among them. Exact, in blocks over both cores, the same whatever the number
 * of threads.
 */
@NullMarked
package org.datanet.guard.neighbours;

import org.jspecify.annotations.NullMarked;

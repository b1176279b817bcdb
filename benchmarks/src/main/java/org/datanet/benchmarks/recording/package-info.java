/** What recording costs the training that is recorded, and how well gains account for the fall of the loss. */
@NullMarked
package org.datanet.benchmarks.recording;

import org.jspecify.annotations.NullMarked;

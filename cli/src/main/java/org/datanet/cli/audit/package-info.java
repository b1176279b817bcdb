/**
 * The audit of attribution on somebody's own Datanet: which method foretells what retraining does, finds wrong labels, and knows which rows
 * to keep. The arithmetic is that of {@code org.datanet.attribution.audit}.
 */
@NullMarked
package org.datanet.cli.audit;

import org.jspecify.annotations.NullMarked;

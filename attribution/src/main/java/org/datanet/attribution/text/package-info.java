/**
 * Usage of text at inference time: which verbatim spans of a model's output stand in a text Datanet, how rare they are, and whose
 * they are. An index on disk, built in external memory and read through memory maps. Says "verbatim overlap" and never "influence".
 */
@NullMarked
package org.datanet.attribution.text;

import org.jspecify.annotations.NullMarked;

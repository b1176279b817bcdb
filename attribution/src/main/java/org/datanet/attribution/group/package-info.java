/**
 * Values of groups of rows, such as contributors or clusters, as players of a cooperative game: exact for few players, sampled for
 * many. Knows nothing of models; the utility is a function that its caller brings.
 */
@NullMarked
package org.datanet.attribution.group;

import org.jspecify.annotations.NullMarked;

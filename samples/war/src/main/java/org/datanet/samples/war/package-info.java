/** A web application of its own that records what its models use, with the hook in the same WAR. */
@NullMarked
package org.datanet.samples.war;

import org.jspecify.annotations.NullMarked;

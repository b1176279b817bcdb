/** A service in plain Java SE: one CDI container with a trainer of its own and the hook. */
@NullMarked
package org.datanet.samples.service;

import org.jspecify.annotations.NullMarked;

/**
 * Runnable examples for each user and runtime, with the real data they need and its attribution. An
 * example shows one idea and is executed by a test. May use every module but {@code cli}.
 */
@NullMarked
package org.datanet.samples;

import org.jspecify.annotations.NullMarked;

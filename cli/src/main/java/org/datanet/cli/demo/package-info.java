/**
 * The main job end to end, on real data with a known cast: what {@code datanet demo} runs. Uses every room as a user would and
 * adds no logic of its own to them.
 */
@NullMarked
package org.datanet.cli.demo;

import org.jspecify.annotations.NullMarked;

/**
 * Attacks against reward rules on real data, paired seeds, detectors on and off: what each attacker
 * earned over its honest twin, and what honest contributors lost. May use floors 1 and 2 and
 * {@code report}.
 */
@NullMarked
package org.datanet.gauntlet;

import org.jspecify.annotations.NullMarked;

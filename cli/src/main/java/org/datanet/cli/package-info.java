/**
 * The {@code datanet} command: one class per command, exit codes, progress bars and {@code --json}. Holds
 * no logic of its own beyond wiring rooms together and telling the user what happened. May use every
 * module.
 */
@NullMarked
package org.datanet.cli;

import org.jspecify.annotations.NullMarked;

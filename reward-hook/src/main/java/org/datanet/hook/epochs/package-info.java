/** Closes epochs in time and pays them when they have vested. What an epoch is worth is computed by what is wired in. */
@NullMarked
package org.datanet.hook.epochs;

import org.jspecify.annotations.NullMarked;

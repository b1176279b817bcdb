/**
 * How long work tells how far it is, without knowing who looks.
 */
@NullMarked
package org.datanet.progress;

import org.jspecify.annotations.NullMarked;

/** The Datanets in folders that a hook takes rows, promises and verdicts for. Knows no HTTP. */
@NullMarked
package org.datanet.hook.intake;

import org.jspecify.annotations.NullMarked;

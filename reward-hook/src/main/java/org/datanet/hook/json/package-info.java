/** Records to JSON and back, strictly: what is missing, unknown or of the wrong kind is named by its JSON Pointer. */
@NullMarked
package org.datanet.hook.json;

import org.jspecify.annotations.NullMarked;

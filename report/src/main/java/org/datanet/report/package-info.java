/**
 * Self-contained HTML pages that work offline, in light and dark, on a phone, and the fragments the
 * dashboard shares with them. Renders what it is given and computes nothing that is paid. May use
 * {@code sdk-api} only.
 */
@NullMarked
package org.datanet.report;

import org.jspecify.annotations.NullMarked;

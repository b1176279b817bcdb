/**
 * What curators and annotators say about samples: verdicts (sealed, assigned, audited) and labels. Values only.
 */
@NullMarked
package org.datanet.curation;

import org.jspecify.annotations.NullMarked;

/**
 * Attribution for ensembles of trees, from nothing but the leaves that rows fall into and the bags that trees were grown on:
 * exact leaf weights and out-of-bag values. Knows no framework.
 */
@NullMarked
package org.datanet.attribution.forest;

import org.jspecify.annotations.NullMarked;

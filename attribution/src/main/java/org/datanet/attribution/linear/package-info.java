/**
 * Attribution for models that are linear in their parameters: influence by the explicit Hessian of the loss. Plain columns in,
 * gains out; knows no framework.
 */
@NullMarked
package org.datanet.attribution.linear;

import org.jspecify.annotations.NullMarked;

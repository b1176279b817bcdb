/**
 * The JAX-RS resources behind the contract, and how requests are limited and errors become problems. None of it carries
 * {@code @Provider}: everything is registered with the hook's own application, never with the host's.
 */
@NullMarked
package org.datanet.hook.web;

import org.jspecify.annotations.NullMarked;

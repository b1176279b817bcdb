/**
 * What the guard finds, what it wrongly finds, and how fast: measured on planted Datanets and on development data of others.
 */
@NullMarked
package org.datanet.benchmarks.guard;

import org.jspecify.annotations.NullMarked;

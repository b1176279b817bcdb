/**
 * The Jakarta EE plugin: JAX-RS resources and client of the contract in {@code sdk-api}, durable outbox,
 * JDBC ledger with its migrations, CDI beans and interceptor, dashboard. Runs in any container and, with
 * the optional dependencies, in plain Java SE. May use floors 1 and 2 and {@code report}.
 */
@NullMarked
package org.datanet.hook;

import org.jspecify.annotations.NullMarked;

/**
 * Compatibility kits (abstract JUnit classes) that an adapter, detector, ledger or reporter extends to
 * prove itself, planted Datanets whose truth is known, fakes,
 * and a private PostgreSQL. Our own implementations pass these kits
 * first. May use {@code sdk-api}, JUnit and AssertJ.
 */
@NullMarked
package org.datanet.testkit;

import org.jspecify.annotations.NullMarked;

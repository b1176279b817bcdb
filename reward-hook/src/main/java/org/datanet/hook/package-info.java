/**
 * The hook as a service: its settings, its server in Java SE, its client. REST, CDI, storage and delivery each have a package
 * below; nothing here knows a rule, a detector or a framework.
 */
@NullMarked
package org.datanet.hook;

import org.jspecify.annotations.NullMarked;

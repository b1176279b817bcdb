/** Carries events from the outbox to their receivers: when to try, how to send, what an answer means. */
@NullMarked
package org.datanet.hook.deliver;

import org.jspecify.annotations.NullMarked;

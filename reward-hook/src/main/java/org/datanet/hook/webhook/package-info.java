/** The envelope and the signature of what leaves and arrives: CloudEvents 1.0 and Standard Webhooks. No I/O but for secret files. */
@NullMarked
package org.datanet.hook.webhook;

import org.jspecify.annotations.NullMarked;

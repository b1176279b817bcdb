/** The thin skin over the hook for CDI containers: producers, the recording interceptor, configuration. Holds no logic of its own. */
@NullMarked
package org.datanet.hook.cdi;

import org.jspecify.annotations.NullMarked;

package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import org.datanet.hook.store.AuditLog;
import org.datanet.rest.Audit;

/** Shows who decided what. */
@HookPart
@Path(Audit.PATH)
public class AuditResource implements Audit {
    @Inject
    private AuditLog log;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public AuditResource() {}

    @Override
    public Page audit(long after) {
        return Requests.stored(() -> log.list(after, 200));
    }
}

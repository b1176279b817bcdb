package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.datanet.hook.store.Database;
import org.datanet.rest.Health;

/** Says whether the service lives and can serve. */
@HookPart
@Path(Health.PATH)
public class HealthResource implements Health {
    @Inject
    private Database database;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public HealthResource() {}

    @Override
    public Status live() {
        return new Status("UP", List.of());
    }

    @Override
    public Response ready() {
        boolean up = database.isUp();
        Check check = new Check(
                "database",
                up ? "UP" : "DOWN",
                up ? "answers" : "gives no connection; requests that write are refused");
        return Response.status(up ? 200 : 503)
                .entity(new Status(up ? "UP" : "DOWN", List.of(check)))
                .build();
    }
}

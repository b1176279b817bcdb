package org.datanet.hook.web;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.SortedMap;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.Schemas;

/** Serves the schemas of the contract's documents. */
@HookPart
@Path(Schemas.PATH)
public class SchemasResource implements Schemas {
    /** Made when they are first asked for. */
    private static final class Made {
        static final SortedMap<String, String> SCHEMAS = ContractSchemas.all();

        private Made() {}
    }

    /** For CDI. */
    public SchemasResource() {}

    @Override
    public Names names() {
        return new Names(List.copyOf(Made.SCHEMAS.keySet()));
    }

    @Override
    public Response schema(String name) {
        String schema = Made.SCHEMAS.get(name);
        if (schema == null) {
            throw ProblemException.notFound("there is no schema of that name; GET " + PATH + " lists all");
        }
        return Response.ok(schema, MediaTypes.SCHEMA).build();
    }
}

package org.datanet.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** JSON Schemas (draft 2020-12) of every JSON document that goes in or comes out, each complete in itself. */
@Path(Schemas.PATH)
public interface Schemas {
    /** Relative to the application. */
    String PATH = "v1/schemas";

    /** The names that there are, in their order. */
    @GET
    @Produces({MediaTypes.JSON, MediaTypes.PROBLEM})
    @Described("The names of the JSON Schemas")
    Names names();

    /** One schema; 404 when there is none of that name. */
    @GET
    @Path("{name}")
    @Produces({MediaTypes.SCHEMA, MediaTypes.PROBLEM})
    @Described(value = "One JSON Schema", problems = 404)
    Response schema(@PathParam("name") String name);

    /** Names of schemas. */
    record Names(List<String> schemas) {
        public Names {
            schemas = List.copyOf(schemas);
        }
    }
}

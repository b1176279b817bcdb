package org.datanet.samples.war;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The application's own part of the address space, beside the hook's {@code /datanet}. */
@ApplicationPath("api")
public class GrainApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(GrainResource.class);
    }
}

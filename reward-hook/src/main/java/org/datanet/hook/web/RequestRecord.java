package org.datanet.hook.web;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.datanet.hook.JsonLog;
import org.jspecify.annotations.Nullable;

/** Takes the time of every request, and writes a line of the log about it at level {@code DEBUG}: never its query, headers or body. */
@HookPart
@PreMatching
@Priority(RequestRecord.FIRST)
public class RequestRecord implements ContainerRequestFilter, ContainerResponseFilter {
    /** Before everything else on the way in; so after everything else on the way out. */
    static final int FIRST = 0;

    private static final String BEGIN = "org.datanet.hook.begin";
    private static final System.Logger LOG = System.getLogger(JsonLog.REQUESTS);

    private final Map<Method, String[]> routes = new ConcurrentHashMap<>();

    @Inject
    private RequestTimes times;

    @Context
    private @Nullable ResourceInfo resource;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public RequestRecord() {}

    @Override
    public void filter(ContainerRequestContext request) {
        request.setProperty(BEGIN, System.nanoTime());
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(request.getProperty(BEGIN) instanceof Long begin)) {
            return;
        }
        long nanos = System.nanoTime() - begin;
        ResourceInfo info = resource;
        Method method = info == null ? null : info.getResourceMethod();
        String[] route = method == null || info == null
                ? new String[] {"none", "other"}
                : routes.computeIfAbsent(method, known -> new String[] {
                    Route.path(info.getResourceClass(), known), Route.verb(info.getResourceClass(), known)
                });
        times.add(route[0], route[1], response.getStatus(), nanos);
        if (LOG.isLoggable(System.Logger.Level.DEBUG)) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("method", route[1]);
            fields.put("route", route[0]);
            fields.put("status", response.getStatus());
            fields.put("milliseconds", nanos / 1_000_000);
            if (request.getSecurityContext() != null) {
                fields.put("caller", Caller.name(request.getSecurityContext()));
            }
            LOG.log(System.Logger.Level.DEBUG, "request {0}", fields);
        }
    }
}

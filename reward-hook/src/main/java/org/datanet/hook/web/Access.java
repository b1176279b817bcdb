package org.datanet.hook.web;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.datanet.hook.store.AccessTokens;
import org.datanet.rest.Allowed;
import org.datanet.rest.Role;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request through when its token has a role that the contract allows. The dashboard keeps the token in a cookie that scripts
 * cannot read and other sites cannot send.
 */
@HookPart
@Priority(Priorities.AUTHENTICATION)
public class Access implements ContainerRequestFilter {
    static final String COOKIE = "datanet-token";

    /** Reflection looks for it in every interface. */
    private final Map<Method, Optional<Allowed>> allowed = new ConcurrentHashMap<>();

    @Inject
    private AccessTokens tokens;

    @Inject
    private RateLimit rates;

    @Context
    private @Nullable ResourceInfo resource;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public Access() {}

    @Override
    public void filter(ContainerRequestContext request) {
        Optional<Allowed> allowed = allowed();
        String token = token(request);
        Optional<AccessTokens.Bearer> bearer =
                token.isEmpty() ? Optional.empty() : Requests.stored(() -> tokens.bearer(token));
        rates.take(bearer.map(AccessTokens.Bearer::id).orElse(""));
        bearer.ifPresent(caller -> request.setSecurityContext(new Caller(
                caller,
                request.getSecurityContext() != null
                        && request.getSecurityContext().isSecure())));
        if (allowed.isEmpty()) {
            return;
        }
        if (bearer.isEmpty()) {
            throw ProblemException.unauthenticated(
                    token.isEmpty()
                            ? "send a token: Authorization: Bearer ..."
                            : "the token is not known, or was revoked");
        }
        Role role = bearer.get().role();
        if (role != Role.OWNER && !Arrays.asList(allowed.get().value()).contains(role)) {
            throw ProblemException.forbidden("this is for %s, the token is for %s"
                    .formatted(
                            allowed.get().value().length == 0
                                    ? "the owner"
                                    : "the owner and "
                                            + Arrays.toString(allowed.get().value()),
                            role));
        }
    }

    private Optional<Allowed> allowed() {
        ResourceInfo info = resource;
        Method method = info == null ? null : info.getResourceMethod();
        return method == null
                ? Optional.empty()
                : allowed.computeIfAbsent(method, known -> Route.annotation(info, Allowed.class));
    }

    private static String token(ContainerRequestContext request) {
        String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return header.substring(7).strip();
        }
        Cookie cookie = request.getCookies().get(COOKIE);
        return cookie == null ? "" : cookie.getValue();
    }
}

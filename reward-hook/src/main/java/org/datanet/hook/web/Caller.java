package org.datanet.hook.web;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import org.datanet.hook.store.AccessTokens;
import org.datanet.rest.Role;

/** Who calls, as the token said. */
record Caller(AccessTokens.Bearer bearer, boolean secure) implements SecurityContext {
    /** The name of a caller in the audit log; "nobody" for a request without a token. */
    static String name(SecurityContext context) {
        Principal principal = context.getUserPrincipal();
        return principal == null ? "nobody" : principal.toString();
    }

    /** Whether the caller may only see what belongs to the named one. */
    static boolean isOther(SecurityContext context, Role role, String owner) {
        return context.isUserInRole(role.name())
                && !context.isUserInRole(Role.OWNER.name())
                && !owner.equals(subject(context));
    }

    /** Whom the token speaks for. */
    static String subject(SecurityContext context) {
        Principal principal = context.getUserPrincipal();
        return principal == null ? "" : principal.getName();
    }

    /** A principal whose name is the token's subject, and whose text also says its role. */
    private record Named(AccessTokens.Bearer bearer) implements Principal {
        @Override
        public String getName() {
            return bearer.subject();
        }

        @Override
        public String toString() {
            return bearer.toString();
        }
    }

    @Override
    public Principal getUserPrincipal() {
        return new Named(bearer);
    }

    @Override
    public boolean isUserInRole(String role) {
        return bearer.role().name().equals(role);
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    @Override
    public String getAuthenticationScheme() {
        return "Bearer";
    }
}

package org.datanet.rest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may call a method of the contract, by a bearer token (RFC 6750). The owner may call every method that has this annotation;
 * methods without it are open to all, or protected by a signature.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Allowed {
    /** Roles beside {@link Role#OWNER}. */
    Role[] value();
}

package org.datanet.rest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a method of the contract does, in the words of its OpenAPI document. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Described {
    /** One line. */
    String value();

    /**
     * Statuses of problems that are particular to the method. What follows from its parameters, its body, {@link Allowed} and the
     * service itself (400, 401, 403, 413, 415, 429, 503) is not said again.
     */
    int[] problems() default {};
}

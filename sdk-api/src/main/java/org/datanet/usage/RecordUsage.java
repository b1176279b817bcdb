package org.datanet.usage;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a CDI bean's method that takes a {@link UsageSession}: an interceptor opens the session before the method and ends it
 * after, completed when the method returns and failed when it throws. Pass {@code null} as the session when calling.
 */
@Inherited
@InterceptorBinding
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface RecordUsage {
    /** The Datanet, by the name under which the container knows it; empty for the only one. */
    @Nonbinding
    String datanet() default "";

    /** A prefix of the run's id; the time is added to make it unique. */
    @Nonbinding
    String run() default "run";

    /** The model's name. */
    @Nonbinding
    String model() default "model";
}

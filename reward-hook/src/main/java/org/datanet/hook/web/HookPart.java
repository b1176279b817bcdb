package org.datanet.hook.web;

import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a resource or filter a dependent CDI bean. A stereotype and not {@code @Dependent} itself, which Jersey's own injection would
 * take for a scope of its own and then not find.
 */
@Stereotype
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface HookPart {}

package org.datanet.hook.web;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the contract says of the method that a request came to: annotations stand on the interface's method that the resource's method
 * implements, or on that one itself.
 */
final class Route {
    private Route() {}

    /** An annotation of the method, from wherever it stands; empty when the request came to none. */
    static <A extends Annotation> Optional<A> annotation(@Nullable ResourceInfo info, Class<A> type) {
        if (info == null || info.getResourceMethod() == null) {
            return Optional.empty();
        }
        return annotation(info.getResourceClass(), info.getResourceMethod(), type);
    }

    private static <A extends Annotation> Optional<A> annotation(Class<?> resource, Method method, Class<A> type) {
        A own = method.getAnnotation(type);
        if (own != null) {
            return Optional.of(own);
        }
        for (Class<?> contract : resource.getInterfaces()) {
            try {
                A declared = contract.getMethod(method.getName(), method.getParameterTypes())
                        .getAnnotation(type);
                if (declared != null) {
                    return Optional.of(declared);
                }
            } catch (NoSuchMethodException e) {
                // Not this interface's.
            }
        }
        return Optional.empty();
    }

    /** The path as the contract writes it, such as {@code /v1/receipts/{run}}. */
    static String path(Class<?> resource, Method method) {
        StringBuilder path = new StringBuilder();
        append(path, resource.getAnnotation(Path.class));
        annotation(resource, method, Path.class).ifPresent(own -> append(path, own));
        return path.isEmpty() ? "/" : path.toString();
    }

    private static void append(StringBuilder path, @Nullable Path piece) {
        if (piece != null && !piece.value().isEmpty()) {
            path.append('/').append(piece.value());
        }
    }

    /** The name of the HTTP method, which is not what a client says but what the contract knows. */
    static String verb(Class<?> resource, Method method) {
        return verb(method)
                .or(() -> Arrays.stream(resource.getInterfaces())
                        .flatMap(contract -> Arrays.stream(contract.getMethods()))
                        .filter(declared -> declared.getName().equals(method.getName())
                                && Arrays.equals(declared.getParameterTypes(), method.getParameterTypes()))
                        .flatMap(declared -> verb(declared).stream())
                        .findFirst())
                .orElse("other");
    }

    private static Optional<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(java.util.Objects::nonNull)
                .map(HttpMethod::value)
                .findFirst();
    }
}

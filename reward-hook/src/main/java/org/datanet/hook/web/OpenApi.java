package org.datanet.hook.web;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.io.StringWriter;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datanet.curation.Curation;
import org.datanet.proof.Digest;
import org.datanet.rest.Acceptance;
import org.datanet.rest.Allowed;
import org.datanet.rest.Appeals;
import org.datanet.rest.Contract;
import org.datanet.rest.Contributions;
import org.datanet.rest.Curations;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.Problem;
import org.datanet.rest.Receipts;
import org.datanet.rest.RewardReported;
import org.datanet.rest.Role;
import org.datanet.rest.Tokens;

/** Writes the contract as OpenAPI 3.1, from the same annotations that serve it, so that the two cannot differ. */
final class OpenApi {
    /** What goes in and comes out where the Java type says only "bytes" or "answer". */
    private static final Map<String, Class<?>> REQUESTS = Map.of(
            "Appeals.appeal", Appeals.Request.class,
            "Appeals.decide", Appeals.Decision.class,
            "Contributions.commit", Contributions.Promise.class,
            "Contributions.reveal", Contributions.Showing.class,
            "Curations.assign", Curations.Request.class,
            "Curations.judge", Curations.Judgement.class,
            "Tokens.make", Tokens.Request.class);

    private static final Map<String, Class<?>> ANSWERS = Map.of(
            "Receipts.append", Receipts.Entry.class,
            "RewardEvents.accept", Acceptance.class,
            "Appeals.appeal", Appeals.Appeal.class,
            "Contributions.commit", Contributions.Accepted.class,
            "Contributions.reveal", Contributions.Accepted.class,
            "Curations.judge", Curation.class,
            "Tokens.make", Tokens.Made.class);

    private final Map<String, JsonObject> schemas = new TreeMap<>();

    private OpenApi() {}

    /** The document, with its members always in the same order. */
    static String write() {
        StringWriter out = new StringWriter();
        try (JsonWriter writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(out)) {
            writer.write(new OpenApi().document());
        }
        return out.toString().strip() + "\n";
    }

    private JsonObject document() {
        Map<String, Map<String, JsonObject>> paths = new TreeMap<>();
        for (Class<?> contract : Contract.INTERFACES) {
            Method[] methods = contract.getDeclaredMethods();
            Arrays.sort(methods, Comparator.comparing(Method::getName));
            for (Method method : methods) {
                verb(method)
                        .ifPresent(verb -> paths.computeIfAbsent(path(contract, method), path -> new TreeMap<>())
                                .put(verb, operation(contract, method)));
            }
        }
        schema(Problem.class);
        schema(RewardReported.class);
        JsonObjectBuilder pathsJson = Json.createObjectBuilder();
        paths.forEach((path, operations) -> {
            JsonObjectBuilder item = Json.createObjectBuilder();
            operations.forEach(item::add);
            pathsJson.add(path, item);
        });
        JsonObjectBuilder schemasJson = Json.createObjectBuilder();
        schemas.forEach(schemasJson::add);
        return Json.createObjectBuilder()
                .add("openapi", "3.1.0")
                .add(
                        "info",
                        Json.createObjectBuilder()
                                .add("title", "Datanet hook")
                                .add("version", "1")
                                .add("description", "Receipts, proofs, reports, appeals and deliveries of a Datanet.")
                                .add(
                                        "license",
                                        Json.createObjectBuilder()
                                                .add("name", "Apache-2.0")
                                                .add("identifier", "Apache-2.0")))
                .add("paths", pathsJson)
                .add(
                        "components",
                        Json.createObjectBuilder()
                                .add("schemas", schemasJson)
                                .add(
                                        "securitySchemes",
                                        Json.createObjectBuilder()
                                                .add(
                                                        "token",
                                                        Json.createObjectBuilder()
                                                                .add("type", "http")
                                                                .add("scheme", "bearer"))))
                .build();
    }

    private static Optional<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(java.util.Objects::nonNull)
                .map(verb -> verb.value().toLowerCase(java.util.Locale.ROOT))
                .findFirst();
    }

    private static String path(Class<?> contract, Method method) {
        Path own = method.getAnnotation(Path.class);
        return "/" + contract.getAnnotation(Path.class).value() + (own == null ? "" : "/" + own.value());
    }

    private JsonObject operation(Class<?> contract, Method method) {
        String name = contract.getSimpleName() + "." + method.getName();
        JsonObjectBuilder operation = Json.createObjectBuilder()
                .add("operationId", name)
                .add("tags", Json.createArrayBuilder().add(contract.getSimpleName()));
        JsonArrayBuilder parameters = Json.createArrayBuilder();
        for (Parameter parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                for (Field field : parameter.getType().getDeclaredFields()) {
                    parameter(field, field.getType()).ifPresent(parameters::add);
                }
            } else {
                parameter(parameter, parameter.getParameterizedType()).ifPresent(parameters::add);
            }
        }
        operation.add("parameters", parameters);
        Consumes consumes = method.getAnnotation(Consumes.class);
        if (consumes != null) {
            Class<?> request = REQUESTS.get(name);
            operation.add(
                    "requestBody",
                    Json.createObjectBuilder()
                            .add("required", true)
                            .add("content", content(consumes.value()[0], request == null ? byte[].class : request)));
        }
        operation.add("responses", responses(name, method));
        Allowed allowed = method.getAnnotation(Allowed.class);
        if (allowed != null) {
            JsonArrayBuilder roles = Json.createArrayBuilder().add(Role.OWNER.name());
            Arrays.stream(allowed.value()).forEach(role -> roles.add(role.name()));
            operation
                    .add(
                            "security",
                            Json.createArrayBuilder()
                                    .add(Json.createObjectBuilder().add("token", Json.createArrayBuilder())))
                    .add("x-roles", roles);
        }
        return operation.build();
    }

    private Optional<JsonObject> parameter(AnnotatedElement element, Type type) {
        for (Annotation annotation : element.getAnnotations()) {
            String place = annotation instanceof PathParam
                    ? "path"
                    : annotation instanceof QueryParam ? "query" : annotation instanceof HeaderParam ? "header" : "";
            if (!place.isEmpty()) {
                String name = annotation instanceof PathParam path
                        ? path.value()
                        : annotation instanceof QueryParam query ? query.value() : ((HeaderParam) annotation).value();
                DefaultValue fallback = element.getAnnotation(DefaultValue.class);
                return Optional.of(Json.createObjectBuilder()
                        .add("name", name)
                        .add("in", place)
                        .add("required", place.equals("path") || place.equals("header") || fallback == null)
                        .add("schema", schema(type))
                        .build());
            }
        }
        return Optional.empty();
    }

    private JsonObjectBuilder responses(String name, Method method) {
        JsonObjectBuilder responses = Json.createObjectBuilder();
        Produces produces = method.getAnnotation(Produces.class);
        Class<?> answer = ANSWERS.getOrDefault(name, method.getReturnType());
        JsonObjectBuilder done = Json.createObjectBuilder().add("description", "done");
        if (answer == void.class) {
            responses.add("204", done);
        } else {
            String media = produces == null ? MediaTypes.JSON : produces.value()[0];
            responses.add("2XX", done.add("content", content(media, answer == Response.class ? byte[].class : answer)));
        }
        return responses.add(
                "default",
                Json.createObjectBuilder()
                        .add("description", "what is wrong")
                        .add("content", content(MediaTypes.PROBLEM, Problem.class)));
    }

    private JsonObject content(String media, Class<?> type) {
        JsonObject schema;
        if (type == byte[].class) {
            schema = media.endsWith("json")
                    ? Json.createObjectBuilder().add("type", "object").build()
                    : Json.createObjectBuilder().add("contentMediaType", media).build();
        } else {
            schema = schema(type);
        }
        return Json.createObjectBuilder()
                .add(media, Json.createObjectBuilder().add("schema", schema))
                .build();
    }

    private JsonObject schema(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return Json.createObjectBuilder()
                        .add("type", "array")
                        .add("items", schema(arguments[0]))
                        .build();
            }
            if (generic.getRawType() == Map.class) {
                return Json.createObjectBuilder()
                        .add("type", "object")
                        .add("additionalProperties", schema(arguments[1]))
                        .build();
            }
            return schema(arguments[0]);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == int.class || plain == long.class || plain == Integer.class || plain == Long.class) {
            return Json.createObjectBuilder()
                    .add("type", "integer")
                    .add("format", plain == int.class || plain == Integer.class ? "int32" : "int64")
                    .build();
        }
        if (plain == boolean.class) {
            return Json.createObjectBuilder().add("type", "boolean").build();
        }
        if (plain == double.class) {
            return Json.createObjectBuilder().add("type", "number").build();
        }
        if (plain.isRecord() && !isId(plain)) {
            return reference(plain);
        }
        return text(plain);
    }

    private static boolean isId(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        return components.length == 1
                && components[0].getName().equals("value")
                && components[0].getType() == String.class;
    }

    private static JsonObject text(Class<?> type) {
        JsonObjectBuilder schema = Json.createObjectBuilder().add("type", "string");
        if (type == Digest.class) {
            schema.add("pattern", "^[0-9a-f]{64}$");
        } else if (type == BigInteger.class) {
            schema.add("pattern", "^-?(0|[1-9][0-9]{0,99})$");
        } else if (type == Instant.class) {
            schema.add("format", "date-time");
        } else if (type == URI.class) {
            schema.add("format", "uri");
        } else if (type == byte[].class) {
            schema.add("contentEncoding", "base64");
        } else if (type.isEnum()) {
            JsonArrayBuilder values = Json.createArrayBuilder();
            Arrays.stream(type.getEnumConstants()).forEach(value -> values.add(value.toString()));
            schema.add("enum", values);
        } else if (type.isRecord()) {
            schema.add("minLength", 1).add("maxLength", 200);
        }
        return schema.build();
    }

    /** A reference to a record's schema, which is written on first use. */
    private JsonObject reference(Class<?> type) {
        String name = type.getEnclosingClass() == null
                ? type.getSimpleName()
                : type.getEnclosingClass().getSimpleName() + type.getSimpleName();
        if (!schemas.containsKey(name)) {
            schemas.put(name, JsonObject.EMPTY_JSON_OBJECT);
            JsonObjectBuilder properties = Json.createObjectBuilder();
            JsonArrayBuilder required = Json.createArrayBuilder();
            for (RecordComponent component : type.getRecordComponents()) {
                properties.add(component.getName(), schema(component.getGenericType()));
                if (component.getType() != Optional.class) {
                    required.add(component.getName());
                }
            }
            schemas.put(
                    name,
                    Json.createObjectBuilder()
                            .add("type", "object")
                            .add("properties", properties)
                            .add("required", required)
                            .add("additionalProperties", false)
                            .build());
        }
        return Json.createObjectBuilder()
                .add("$ref", "#/components/schemas/" + name)
                .build();
    }
}

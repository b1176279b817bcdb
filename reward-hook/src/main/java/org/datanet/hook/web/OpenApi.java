package org.datanet.hook.web;

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
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.datanet.curation.Curation;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.webhook.CloudEvent;
import org.datanet.rest.Acceptance;
import org.datanet.rest.Allowed;
import org.datanet.rest.Appeals;
import org.datanet.rest.Contract;
import org.datanet.rest.Contributions;
import org.datanet.rest.CurationRounds;
import org.datanet.rest.Curations;
import org.datanet.rest.Described;
import org.datanet.rest.Health;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.PaidEpochs;
import org.datanet.rest.Problem;
import org.datanet.rest.Receipts;
import org.datanet.rest.RewardReported;
import org.datanet.rest.Role;
import org.datanet.rest.Schemas;
import org.datanet.rest.SignedRequest;
import org.datanet.rest.Tokens;

/** Writes the contract as OpenAPI 3.1, from the same annotations that serve it, so that the two cannot differ. */
final class OpenApi {
    /** An event whose data is a report in short. */
    static final Type EVENT = RecordSchemas.generic(CloudEvent.class, RewardReported.class);

    /** What goes in and comes out where the Java type says only "bytes" or "answer". */
    static final Map<String, Type> REQUESTS = Map.ofEntries(
            Map.entry("Appeals.appeal", Appeals.Request.class),
            Map.entry("Appeals.decide", Appeals.Decision.class),
            Map.entry("Contributions.commit", Contributions.Promise.class),
            Map.entry("Contributions.reveal", Contributions.Showing.class),
            Map.entry("Curations.assign", Curations.Request.class),
            Map.entry("Curations.judge", Curations.Judgement.class),
            Map.entry("CurationRounds.open", CurationRounds.Beginning.class),
            Map.entry("CurationRounds.step", CurationRounds.Step.class),
            Map.entry("CurationRounds.seal", CurationRounds.Seals.class),
            Map.entry("CurationRounds.audit", CurationRounds.Audits.class),
            Map.entry("CurationRounds.show", CurationRounds.Openings.class),
            Map.entry("PaidEpochs.adopt", PaidEpochs.Adoption.class),
            Map.entry("PaidEpochs.asked", PaidEpochs.Question.class),
            Map.entry("PaidEpochs.report", PaidEpochs.Question.class),
            Map.entry("RewardEvents.accept", EVENT),
            Map.entry("Tokens.make", Tokens.Request.class));

    static final Map<String, Type> ANSWERS = Map.ofEntries(
            Map.entry("Receipts.append", Receipts.Entry.class),
            Map.entry("RewardEvents.accept", Acceptance.class),
            Map.entry("Appeals.appeal", Appeals.Appeal.class),
            Map.entry("Contributions.commit", Contributions.Accepted.class),
            Map.entry("Contributions.reveal", Contributions.Accepted.class),
            Map.entry("Curations.judge", Curation.class),
            Map.entry("CurationRounds.open", CurationRounds.Round.class),
            Map.entry("CurationRounds.seal", CurationRounds.Taken.class),
            Map.entry("CurationRounds.audit", CurationRounds.Unaudited.class),
            Map.entry("CurationRounds.show", CurationRounds.Taken.class),
            Map.entry("Health.ready", Health.Status.class),
            Map.entry("Tokens.make", Tokens.Made.class));

    /** Bodies that are files, by the names of their schemas. */
    static final Map<String, String> DOCUMENTS = Map.of(
            "QualityReports.store", "datanet-quality",
            "QualityReports.report", "datanet-quality",
            "PaidEpochs.report", "datanet-rewards",
            "Valuations.report", "datanet-valuation",
            "RewardReports.store", "datanet-rewards",
            "RewardReports.report", "datanet-rewards");

    private static final Map<Integer, String> REFUSALS = Map.of(
            400, "a parameter or the body is not what the contract says",
            401, "no token or an unknown one, or not signed as it must be",
            403, "the token is for somebody else or for another role",
            404, "there is no such thing here",
            409, "something else stands there, or this is not the time",
            413, "the body is too large",
            415, "the body is of another media type",
            422, "the body is well formed, and what it says is refused",
            429, "too many requests; Retry-After says when",
            503, "the database does not answer, or too much is asked at once; nothing was stored");

    private final RecordSchemas schemas = new RecordSchemas("#/components/schemas/");

    private OpenApi() {}

    /** The document, with its members always in the same order. */
    static String write() {
        StringWriter out = new StringWriter();
        try (JsonWriter writer = RecordJson.JSON
                .createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
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
        schemas.of(Problem.class);
        schemas.of(EVENT);
        JsonObjectBuilder pathsJson = RecordJson.JSON.createObjectBuilder();
        paths.forEach((path, operations) -> {
            JsonObjectBuilder item = RecordJson.JSON.createObjectBuilder();
            operations.forEach(item::add);
            pathsJson.add(path, item);
        });
        JsonObjectBuilder schemasJson = RecordJson.JSON.createObjectBuilder();
        schemas.written().forEach(schemasJson::add);
        return RecordJson.JSON
                .createObjectBuilder()
                .add("openapi", "3.1.0")
                .add(
                        "info",
                        RecordJson.JSON
                                .createObjectBuilder()
                                .add("title", "Datanet hook")
                                .add("version", "1")
                                .add("description", "Receipts, proofs, reports, appeals and deliveries of a Datanet.")
                                .add(
                                        "license",
                                        RecordJson.JSON
                                                .createObjectBuilder()
                                                .add("name", "Apache-2.0")
                                                .add("identifier", "Apache-2.0")))
                .add("paths", pathsJson)
                .add(
                        "components",
                        RecordJson.JSON
                                .createObjectBuilder()
                                .add("responses", refusals())
                                .add("schemas", schemasJson)
                                .add(
                                        "securitySchemes",
                                        RecordJson.JSON
                                                .createObjectBuilder()
                                                .add(
                                                        "token",
                                                        RecordJson.JSON
                                                                .createObjectBuilder()
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
        JsonObjectBuilder operation = RecordJson.JSON
                .createObjectBuilder()
                .add("operationId", name)
                .add("summary", described(name, method).value())
                .add("tags", RecordJson.JSON.createArrayBuilder().add(contract.getSimpleName()));
        List<JsonObject> parameters = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                for (Field field : parameter.getType().getDeclaredFields()) {
                    parameter(field, field.getType()).ifPresent(parameters::add);
                }
            } else {
                parameter(parameter, parameter.getParameterizedType()).ifPresent(parameters::add);
            }
        }
        JsonArrayBuilder written = RecordJson.JSON.createArrayBuilder();
        parameters.forEach(written::add);
        operation.add("parameters", written);
        Consumes consumes = method.getAnnotation(Consumes.class);
        if (consumes != null) {
            Type request = REQUESTS.get(name);
            operation.add(
                    "requestBody",
                    RecordJson.JSON
                            .createObjectBuilder()
                            .add("required", true)
                            .add(
                                    "content",
                                    content(consumes.value()[0], request == null ? byte[].class : request, name)));
        }
        operation.add("responses", responses(name, method, parameters.isEmpty()));
        Allowed allowed = method.getAnnotation(Allowed.class);
        if (allowed != null) {
            JsonArrayBuilder roles = RecordJson.JSON.createArrayBuilder().add(Role.OWNER.name());
            Arrays.stream(allowed.value()).forEach(role -> roles.add(role.name()));
            operation
                    .add(
                            "security",
                            RecordJson.JSON
                                    .createArrayBuilder()
                                    .add(RecordJson.JSON
                                            .createObjectBuilder()
                                            .add("token", RecordJson.JSON.createArrayBuilder())))
                    .add("x-roles", roles);
        }
        return operation.build();
    }

    /** A file of {@code datanet-io} or a schema, which have schemas of their own. */
    private static JsonObject document(String operation) {
        JsonObjectBuilder schema = RecordJson.JSON.createObjectBuilder().add("type", "object");
        Optional.ofNullable(DOCUMENTS.get(operation))
                .ifPresent(name -> schema.add("description", "as GET /" + Schemas.PATH + "/" + name + " says"));
        return schema.build();
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
                return Optional.of(RecordJson.JSON
                        .createObjectBuilder()
                        .add("name", name)
                        .add("in", place)
                        .add("required", place.equals("path") || place.equals("header") || fallback == null)
                        .add("schema", schemas.of(type))
                        .build());
            }
        }
        return Optional.empty();
    }

    private JsonObjectBuilder responses(String name, Method method, boolean parameterless) {
        JsonObjectBuilder responses = RecordJson.JSON.createObjectBuilder();
        Produces produces = method.getAnnotation(Produces.class);
        Type answer = ANSWERS.getOrDefault(name, method.getReturnType());
        JsonObjectBuilder done = RecordJson.JSON.createObjectBuilder().add("description", "done");
        if (answer == void.class) {
            responses.add("204", done);
        } else {
            String media = produces == null ? MediaTypes.JSON : produces.value()[0];
            responses.add(
                    "2XX", done.add("content", content(media, answer == Response.class ? byte[].class : answer, name)));
        }
        problems(name, method, parameterless)
                .forEach(status -> responses.add(
                        Integer.toString(status),
                        RecordJson.JSON.createObjectBuilder().add("$ref", "#/components/responses/" + status)));
        return responses.add(
                "default",
                RecordJson.JSON
                        .createObjectBuilder()
                        .add("description", "what is wrong")
                        .add("content", content(MediaTypes.PROBLEM, Problem.class, name)));
    }

    private static Described described(String name, Method method) {
        Described described = method.getAnnotation(Described.class);
        if (described == null) {
            throw new IllegalStateException(name + " has no @Described: say what it does and how it refuses");
        }
        return described;
    }

    /** How an operation refuses: what is said of it, and what follows from its form. */
    private static SortedSet<Integer> problems(String name, Method method, boolean parameterless) {
        SortedSet<Integer> problems = new TreeSet<>(List.of(429, 503));
        Arrays.stream(described(name, method).problems()).forEach(problems::add);
        if (!parameterless) {
            problems.add(400);
        }
        if (method.isAnnotationPresent(Allowed.class)) {
            problems.addAll(List.of(401, 403));
        }
        if (Arrays.asList(method.getParameterTypes()).contains(SignedRequest.class)) {
            problems.add(401);
        }
        if (method.isAnnotationPresent(Consumes.class)) {
            problems.addAll(List.of(400, 413, 415));
        }
        return problems;
    }

    /** The problems that operations refer to, by their statuses. */
    private JsonObjectBuilder refusals() {
        JsonObjectBuilder responses = RecordJson.JSON.createObjectBuilder();
        new TreeMap<>(REFUSALS)
                .forEach((status, why) -> responses.add(
                        Integer.toString(status),
                        RecordJson.JSON
                                .createObjectBuilder()
                                .add("description", why)
                                .add("content", content(MediaTypes.PROBLEM, Problem.class, ""))));
        return responses;
    }

    private JsonObject content(String media, Type type, String operation) {
        JsonObject schema;
        if (type == byte[].class) {
            schema = media.endsWith("json")
                    ? document(operation)
                    : RecordJson.JSON
                            .createObjectBuilder()
                            .add("contentMediaType", media)
                            .build();
        } else {
            schema = schemas.of(type);
        }
        return RecordJson.JSON
                .createObjectBuilder()
                .add(media, RecordJson.JSON.createObjectBuilder().add("schema", schema))
                .build();
    }
}

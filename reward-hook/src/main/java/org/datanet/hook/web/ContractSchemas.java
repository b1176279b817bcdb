package org.datanet.hook.web;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.datanet.hook.json.RecordJson;
import org.datanet.io.Reports;
import org.datanet.rest.Contract;
import org.datanet.rest.Problem;

/** One schema for each JSON document of the contract, from the records and interfaces that serve it. */
final class ContractSchemas {
    /** Schemas of the files that bodies are. */
    private static final List<String> FILES = List.of("datanet-quality", "datanet-rewards", "datanet-valuation");

    private ContractSchemas() {}

    /** All schemas as text, by name. */
    static SortedMap<String, String> all() {
        SortedMap<String, String> all = new TreeMap<>();
        List<Type> types = new ArrayList<>(OpenApi.REQUESTS.values());
        types.addAll(OpenApi.ANSWERS.values());
        types.add(Problem.class);
        types.addAll(Contract.DOCUMENTS);
        for (Class<?> contract : Contract.INTERFACES) {
            for (Method method : contract.getDeclaredMethods()) {
                if (method.getReturnType().isRecord()) {
                    types.add(method.getReturnType());
                }
            }
        }
        types.forEach(type -> all.put(name(type), text(document(type))));
        FILES.forEach(file -> all.put(file, file(file)));
        return all;
    }

    /** The name of a type's schema. */
    static String name(Type type) {
        return RecordSchemas.name((Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type));
    }

    private static JsonObject document(Type type) {
        RecordSchemas schemas = new RecordSchemas("#/$defs/");
        JsonObject reference = schemas.of(type);
        JsonObjectBuilder document = RecordJson.JSON
                .createObjectBuilder()
                .add("$schema", "https://json-schema.org/draft/2020-12/schema")
                .add("$id", "urn:datanet:schema:hook:" + name(type))
                .add("$ref", reference.getString("$ref"));
        JsonObjectBuilder definitions = RecordJson.JSON.createObjectBuilder();
        schemas.written().forEach(definitions::add);
        return document.add("$defs", definitions).build();
    }

    private static String text(JsonObject schema) {
        StringWriter out = new StringWriter();
        try (JsonWriter writer = RecordJson.JSON
                .createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(out)) {
            writer.write(schema);
        }
        return out.toString().strip() + "\n";
    }

    private static String file(String name) {
        try (InputStream in = Reports.class.getResourceAsStream("schema/" + name + ".schema.json")) {
            if (in == null) {
                throw new IllegalStateException("the schema " + name + " is missing beside " + Reports.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

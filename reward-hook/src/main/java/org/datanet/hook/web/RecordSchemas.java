package org.datanet.hook.web;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.datanet.hook.json.RecordJson;
import org.datanet.proof.Digest;

/** Schemas of records as {@link org.datanet.hook.json.RecordJson} writes them, from the records themselves. Not thread-safe. */
final class RecordSchemas {
    private final String base;
    private final SortedMap<String, JsonObject> schemas = new TreeMap<>();

    /** @param base stands before a schema's name in references */
    RecordSchemas(String base) {
        this.base = base;
    }

    /** The records' schemas that were referred to until now, by name. */
    SortedMap<String, JsonObject> written() {
        return schemas;
    }

    /** A record class with the argument of its only parameter. */
    static ParameterizedType generic(Class<?> type, Class<?> argument) {
        return new ParameterizedType() {
            @Override
            public Type[] getActualTypeArguments() {
                return new Type[] {argument};
            }

            @Override
            public Type getRawType() {
                return type;
            }

            @Override
            public Type getOwnerType() {
                return type;
            }
        };
    }

    /** The schema of a type: of a record a reference, whose schema is then {@linkplain #written written}. */
    JsonObject of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return RecordJson.JSON
                        .createObjectBuilder()
                        .add("type", "array")
                        .add("items", of(arguments[0]))
                        .build();
            }
            if (generic.getRawType() == Map.class) {
                return RecordJson.JSON
                        .createObjectBuilder()
                        .add("type", "object")
                        .add("additionalProperties", of(arguments[1]))
                        .build();
            }
            if (generic.getRawType() instanceof Class<?> raw && raw.isRecord()) {
                return reference(raw, arguments[0]);
            }
            return of(arguments[0]);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == int.class || plain == long.class || plain == Integer.class || plain == Long.class) {
            return RecordJson.JSON
                    .createObjectBuilder()
                    .add("type", "integer")
                    .add("format", plain == int.class || plain == Integer.class ? "int32" : "int64")
                    .build();
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return RecordJson.JSON.createObjectBuilder().add("type", "boolean").build();
        }
        if (plain == double.class || plain == Double.class) {
            return RecordJson.JSON.createObjectBuilder().add("type", "number").build();
        }
        if (plain.isRecord() && !isId(plain)) {
            return reference(plain, plain);
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
        JsonObjectBuilder schema = RecordJson.JSON.createObjectBuilder().add("type", "string");
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
            JsonArrayBuilder values = RecordJson.JSON.createArrayBuilder();
            Arrays.stream(type.getEnumConstants()).forEach(value -> values.add(value.toString()));
            schema.add("enum", values);
        } else if (type.isRecord()) {
            schema.add("minLength", 1).add("maxLength", 200);
        }
        return schema.build();
    }

    /** A record's name: {@code Appeals.Request} is {@code AppealsRequest}. */
    static String name(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return (outer == null ? "" : outer.getSimpleName()) + type.getSimpleName();
    }

    /** A reference to a record's schema, which is written on first use. */
    private JsonObject reference(Class<?> type, Type argument) {
        String name = name(type);
        if (!schemas.containsKey(name)) {
            schemas.put(name, JsonObject.EMPTY_JSON_OBJECT);
            JsonObjectBuilder properties = RecordJson.JSON.createObjectBuilder();
            JsonArrayBuilder required = RecordJson.JSON.createArrayBuilder();
            for (RecordComponent component : type.getRecordComponents()) {
                properties.add(
                        component.getName(),
                        of(
                                component.getGenericType() instanceof TypeVariable<?>
                                        ? argument
                                        : component.getGenericType()));
                if (component.getType() != Optional.class) {
                    required.add(component.getName());
                }
            }
            schemas.put(
                    name,
                    RecordJson.JSON
                            .createObjectBuilder()
                            .add("type", "object")
                            .add("properties", properties)
                            .add("required", required)
                            .add("additionalProperties", false)
                            .build());
        }
        return RecordJson.JSON.createObjectBuilder().add("$ref", base + name).build();
    }
}

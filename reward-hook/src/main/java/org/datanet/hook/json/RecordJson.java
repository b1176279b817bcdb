package org.datanet.hook.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.JsonWriterFactory;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.datanet.proof.Digest;
import org.datanet.proof.Ids;
import org.jspecify.annotations.Nullable;

/**
 * Turns records into JSON and JSON into records by their components. An id (a record whose only component is a string
 * {@code value}), a digest, a URI and an instant are strings; a {@link BigInteger} is a string of digits, because many readers of
 * JSON numbers keep 53 bits only; bytes are Base64; an empty {@link Optional} is left out; a map's keys are sorted. Thread-safe.
 */
public final class RecordJson {
    /** Held: {@code jakarta.json.Json} searches the whole class path for it at every call. */
    public static final JsonProvider JSON = JsonProvider.provider();

    private static final JsonParserFactory PARSERS = JSON.createParserFactory(Map.of());
    private static final JsonWriterFactory WRITERS = JSON.createWriterFactory(Map.of());
    private static final int MAX_DEPTH = 64;

    private RecordJson() {}

    /** The UTF-8 bytes of a record; the same record always gives the same bytes. */
    public static byte[] write(Record value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonWriter writer = WRITERS.createWriter(out, StandardCharsets.UTF_8)) {
            writer.write(encode(value));
        }
        return out.toByteArray();
    }

    /**
     * Reads a record.
     *
     * @param type a record class; for a generic one, the arguments of its parameters in order
     * @throws MalformedJson when the bytes are no UTF-8, no JSON, have a duplicate or unknown key, lack a value, or break a rule of
     *     a record
     */
    public static <R extends Record> R read(byte[] json, Class<R> type, Type... arguments) throws MalformedJson {
        JsonValue value = parse(json);
        return type.cast(decodeRecord(value, type, arguments, ""));
    }

    /** Checks that the bytes are JSON in UTF-8 without duplicate keys. */
    public static void checkSyntax(byte[] json) throws MalformedJson {
        parse(json);
    }

    private static JsonValue parse(byte[] json) throws MalformedJson {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
        } catch (CharacterCodingException e) {
            throw new MalformedJson("", true, "the text is not UTF-8");
        }
        try (JsonParser parser = PARSERS.createParser(new ByteArrayInputStream(json), StandardCharsets.UTF_8)) {
            JsonValue value = build(parser, parser.next(), "", 0);
            if (parser.hasNext()) {
                throw new MalformedJson("", true, "the text goes on after its end");
            }
            return value;
        } catch (JsonException
                | IllegalStateException
                | NoSuchElementException
                | NumberFormatException
                // What Parsson says of numbers with more than 1,100 digits.
                | UnsupportedOperationException e) {
            throw new MalformedJson(
                    "",
                    true,
                    "the text is not JSON: "
                            + Ids.excerpt(String.valueOf(e.getMessage()).replaceAll("\\s+", " ")));
        }
    }

    /** Builds a value from the event that begins it; refuses what JSON-P itself lets pass. */
    private static JsonValue build(JsonParser parser, JsonParser.Event event, String at, int depth)
            throws MalformedJson {
        if (depth > MAX_DEPTH) {
            throw new MalformedJson(at, true, "nested more than " + MAX_DEPTH + " deep");
        }
        if (event == JsonParser.Event.START_ARRAY) {
            JsonArrayBuilder array = JSON.createArrayBuilder();
            int index = 0;
            for (JsonParser.Event e = parser.next(); e != JsonParser.Event.END_ARRAY; e = parser.next()) {
                array.add(build(parser, e, at + "/" + index++, depth + 1));
            }
            return array.build();
        }
        if (event == JsonParser.Event.START_OBJECT) {
            JsonObjectBuilder object = JSON.createObjectBuilder();
            Set<String> keys = new HashSet<>();
            while (parser.next() != JsonParser.Event.END_OBJECT) {
                String key = parser.getString();
                String where = child(at, key);
                if (!keys.add(key)) {
                    throw new MalformedJson(where, true, "\"%s\" stands twice".formatted(Ids.excerpt(key)));
                }
                object.add(key, build(parser, parser.next(), where, depth + 1));
            }
            return object.build();
        }
        return parser.getValue();
    }

    private static JsonValue encode(Object value) {
        if (value instanceof Record record) {
            RecordComponent[] components = record.getClass().getRecordComponents();
            if (isId(components)) {
                return JSON.createValue((String) get(record, components[0]));
            }
            JsonObjectBuilder object = JSON.createObjectBuilder();
            for (RecordComponent component : components) {
                Object part = get(record, component);
                if (part instanceof Optional<?> optional) {
                    optional.ifPresent(present -> object.add(component.getName(), encode(present)));
                } else {
                    object.add(component.getName(), encode(part));
                }
            }
            return object.build();
        }
        if (value instanceof Iterable<?> list && !(value instanceof java.nio.file.Path)) {
            JsonArrayBuilder array = JSON.createArrayBuilder();
            list.forEach(item -> array.add(encode(item)));
            return array.build();
        }
        if (value instanceof Map<?, ?> map) {
            JsonObjectBuilder object = JSON.createObjectBuilder();
            new TreeMap<>(map).forEach((key, item) -> object.add(String.valueOf(key), encode(item)));
            return object.build();
        }
        if (value instanceof byte[] bytes) {
            return JSON.createValue(Base64.getEncoder().encodeToString(bytes));
        }
        if (value instanceof Boolean flag) {
            return flag ? JsonValue.TRUE : JsonValue.FALSE;
        }
        if (value instanceof Integer || value instanceof Long) {
            return JSON.createValue(((Number) value).longValue());
        }
        if (value instanceof Double number) {
            return JSON.createValue(number);
        }
        return JSON.createValue(value.toString());
    }

    private static boolean isId(RecordComponent[] components) {
        return components.length == 1
                && components[0].getName().equals("value")
                && components[0].getType() == String.class;
    }

    private static Object get(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private static Object decode(JsonValue value, Type type, String at) throws MalformedJson {
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            Type[] arguments = generic.getActualTypeArguments();
            if (raw == List.class) {
                return decodeList(value, arguments[0], at);
            }
            if (raw == Map.class) {
                return decodeMap(value, arguments[1], at);
            }
            if (raw == Optional.class) {
                return Optional.of(decode(value, arguments[0], at));
            }
            return decodeRecord(value, raw, arguments, at);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord() && !isId(plain.getRecordComponents())) {
            return decodeRecord(value, plain, new Type[0], at);
        }
        if (plain == boolean.class || plain == Boolean.class) {
            if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
                return value == JsonValue.TRUE;
            }
            throw wrong("true or false", value, at);
        }
        if (plain == double.class || plain == Double.class) {
            return decodeDecimal(value, at);
        }
        if (plain == int.class || plain == Integer.class) {
            return (int) decodeWhole(value, Integer.MIN_VALUE, Integer.MAX_VALUE, at);
        }
        if (plain == long.class || plain == Long.class) {
            return decodeWhole(value, Long.MIN_VALUE, Long.MAX_VALUE, at);
        }
        if (!(value instanceof JsonString string)) {
            throw wrong("a string", value, at);
        }
        return decodeText(string.getString(), plain, at);
    }

    private static Object decodeText(String text, Class<?> type, String at) throws MalformedJson {
        try {
            if (type == String.class) {
                return text;
            } else if (type == Digest.class) {
                return Digest.parse(text);
            } else if (type == BigInteger.class) {
                if (!text.matches("-?(0|[1-9][0-9]{0,99})")) {
                    throw new IllegalArgumentException(
                            "a whole number of at most 100 digits is wanted, not \"%s\"".formatted(Ids.excerpt(text)));
                }
                return new BigInteger(text);
            } else if (type == Instant.class) {
                return Instant.parse(text);
            } else if (type == URI.class) {
                return URI.create(text);
            } else if (type == byte[].class) {
                return Base64.getDecoder().decode(text);
            } else if (type.isEnum()) {
                return Arrays.stream(type.getEnumConstants())
                        .filter(constant -> constant.toString().equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("one of %s is wanted, not \"%s\""
                                .formatted(Arrays.toString(type.getEnumConstants()), Ids.excerpt(text))));
            } else if (type.isRecord()) {
                return construct(type, new Class<?>[] {String.class}, new Object[] {text}, at);
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedJson(at, false, Ids.excerpt(String.valueOf(e.getMessage())));
        }
        throw new IllegalStateException("no JSON form for " + type);
    }

    private static double decodeDecimal(JsonValue value, String at) throws MalformedJson {
        if (!(value instanceof JsonNumber number)) {
            throw wrong("a number", value, at);
        }
        double decimal = number.doubleValue();
        if (!Double.isFinite(decimal)) {
            throw new MalformedJson(at, false, "a finite number is wanted");
        }
        return decimal;
    }

    private static long decodeWhole(JsonValue value, long least, long most, String at) throws MalformedJson {
        if (!(value instanceof JsonNumber number)) {
            throw wrong("a number", value, at);
        }
        String text = number.toString();
        try {
            long exact = Long.parseLong(text);
            if (exact >= least && exact <= most) {
                return exact;
            }
        } catch (NumberFormatException e) {
            // Said below, for numbers with a fraction or an exponent as for those that are too large.
        }
        throw new MalformedJson(
                at, false, "a whole number of %d to %d is wanted, not %s".formatted(least, most, Ids.excerpt(text)));
    }

    private static List<Object> decodeList(JsonValue value, Type item, String at) throws MalformedJson {
        if (!(value instanceof JsonArray array)) {
            throw wrong("an array", value, at);
        }
        List<Object> list = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            list.add(decode(array.get(i), item, at + "/" + i));
        }
        return list;
    }

    private static Map<String, Object> decodeMap(JsonValue value, Type item, String at) throws MalformedJson {
        if (!(value instanceof JsonObject object)) {
            throw wrong("an object", value, at);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonValue> entry : object.entrySet()) {
            map.put(entry.getKey(), decode(entry.getValue(), item, child(at, entry.getKey())));
        }
        return map;
    }

    private static Object decodeRecord(JsonValue value, Class<?> type, Type[] arguments, String at)
            throws MalformedJson {
        if (!(value instanceof JsonObject object)) {
            throw wrong("an object", value, at);
        }
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] parts = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            types[i] = component.getType();
            JsonValue part = object.get(component.getName());
            String where = child(at, component.getName());
            if (part == null || part == JsonValue.NULL) {
                if (component.getType() != Optional.class) {
                    throw new MalformedJson(where, false, "\"%s\" is missing".formatted(component.getName()));
                }
                parts[i] = Optional.empty();
            } else {
                parts[i] = decode(part, resolve(component.getGenericType(), type, arguments), where);
            }
        }
        for (String key : object.keySet()) {
            if (Arrays.stream(components)
                    .noneMatch(component -> component.getName().equals(key))) {
                throw new MalformedJson(
                        child(at, key),
                        false,
                        "\"%s\" is not known here; known are %s"
                                .formatted(
                                        Ids.excerpt(key),
                                        Arrays.stream(components)
                                                .map(RecordComponent::getName)
                                                .toList()));
            }
        }
        return construct(type, types, parts, at);
    }

    private static Type resolve(Type declared, Class<?> owner, Type[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (owner.getTypeParameters()[i].equals(declared)) {
                return arguments[i];
            }
        }
        return declared;
    }

    private static Object construct(Class<?> type, Class<?>[] types, @Nullable Object[] parts, String at)
            throws MalformedJson {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(parts);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException wrong) {
                throw new MalformedJson(at, false, String.valueOf(wrong.getMessage()));
            }
            throw new IllegalStateException("cannot make a " + type.getName(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getName(), e);
        }
    }

    private static String child(String at, String key) {
        return at + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    private static MalformedJson wrong(String wanted, JsonValue value, String at) {
        return new MalformedJson(
                at,
                false,
                "%s is wanted, not %s"
                        .formatted(wanted, value.getValueType().name().toLowerCase(java.util.Locale.ROOT)));
    }
}

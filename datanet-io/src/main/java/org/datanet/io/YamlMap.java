package org.datanet.io;

import static org.datanet.io.InvalidInputException.quote;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datanet.io.InvalidInputException.Place;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of a YAML 1.2 file whose keys are known in advance. Everything that is asked of it and is not there as it should be
 * is refused at its place. A key without a value counts as absent.
 */
final class YamlMap {
    private final Path file;
    private final String name;
    private final Place place;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();

    private YamlMap(Path file, String name, @Nullable Node node) {
        this.file = file;
        this.name = name;
        this.place = node == null ? Place.of(file) : place(file, node.getStartMark());
        if (node == null) {
            return;
        }
        if (!(node instanceof MappingNode mapping)) {
            throw new InvalidInputException(
                    place, "%s is not a mapping".formatted(name), "", "write it as lines of \"key: value\"");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            Place at = place(file, tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new InvalidInputException(at, "a key is not a plain text", "", "write \"key: value\"");
            }
            if (keys.put(key.getValue(), key) != null) {
                throw new InvalidInputException(
                        at,
                        "key %s stands twice".formatted(quote(key.getValue())),
                        key.getValue(),
                        "remove one of them");
            }
            if (!tuple.getValueNode().getTag().equals(Tag.NULL)) {
                values.put(key.getValue(), tuple.getValueNode());
            }
        }
    }

    /** Reads a file of one YAML document; an empty one has no keys. */
    static YamlMap read(Path file, ReadLimits limits) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setMaxAliasesForCollections(20)
                .setCodePointLimit((int) Math.min(limits.bytes(), 16 << 20))
                .build();
        try (TextInput in = TextInput.open(file, limits)) {
            Optional<Node> root = new Compose(settings).composeReader(in);
            return new YamlMap(file, "the file", root.orElse(null));
        } catch (StackOverflowError e) {
            throw new InvalidInputException(
                    Place.of(file), "nests too deeply", "", "write it as the documentation of its format shows", e);
        } catch (MarkedYamlEngineException e) {
            throw new InvalidInputException(
                    place(file, e.getProblemMark()),
                    "is not YAML (" + String.valueOf(e.getProblem()).replaceAll("\\s+", " ") + ")",
                    "",
                    "correct the syntax",
                    e);
        } catch (YamlEngineException e) {
            throw new InvalidInputException(
                    Place.of(file),
                    "is not YAML (" + String.valueOf(e.getMessage()).replaceAll("\\s+", " ") + ")",
                    "",
                    "correct the syntax",
                    e);
        }
    }

    private static Place place(Path file, Optional<Mark> mark) {
        return mark.map(m -> new Place(file, m.getLine() + 1L, m.getColumn() + 1L))
                .orElse(Place.of(file));
    }

    /** Refuses every key that is not among the known ones. */
    YamlMap only(String... known) {
        List<String> all = Arrays.asList(known);
        keys.forEach((key, node) -> {
            if (!all.contains(key)) {
                throw new InvalidInputException(
                        place(file, node.getStartMark()),
                        "unknown key %s".formatted(quote(key)),
                        key,
                        Nearest.remedy(key, all));
            }
        });
        return this;
    }

    /** Keys that have a value, in the order of the file. */
    Set<String> keys() {
        return values.keySet();
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Where the key's value stands, or this mapping where the key is absent. */
    Place place(String key) {
        Node node = values.get(key);
        return node == null ? place : place(file, node.getStartMark());
    }

    /** Where the key itself stands. */
    Place keyPlace(String key) {
        Node node = keys.get(key);
        return node == null ? place : place(file, node.getStartMark());
    }

    /** A text that must be there. */
    String required(String key, String example) {
        return text(key)
                .orElseThrow(() -> new InvalidInputException(
                        place,
                        "%s has no key %s".formatted(name, quote(key)),
                        "",
                        "add a line such as \"%s: %s\"".formatted(key, example)));
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).map(node -> scalar(key, node));
    }

    private String scalar(String key, Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw new InvalidInputException(
                place(file, node.getStartMark()),
                "%s is not a single value".formatted(key),
                "",
                "write \"%s: value\"".formatted(key));
    }

    /** A list of texts; empty where the key is absent. */
    List<String> texts(String key) {
        return items(key).stream().map(item -> scalar(key, item)).toList();
    }

    /** Where the items of a list stand. */
    List<Place> itemPlaces(String key) {
        return items(key).stream().map(item -> place(file, item.getStartMark())).toList();
    }

    private List<Node> items(String key) {
        Node node = values.get(key);
        if (node == null) {
            return List.of();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw new InvalidInputException(
                place(key), "%s is not a list".formatted(key), "", "write \"%s: [a, b]\"".formatted(key));
    }

    /** A list of mappings; empty where the key is absent. */
    List<YamlMap> maps(String key) {
        List<YamlMap> maps = new ArrayList<>();
        for (Node item : items(key)) {
            maps.add(new YamlMap(file, "an item of " + key, item));
        }
        return maps;
    }

    /** A mapping; empty where the key is absent. */
    YamlMap map(String key) {
        Node node = values.get(key);
        return node == null ? new YamlMap(file, key, null) : new YamlMap(file, key, node);
    }

    boolean truth(String key, boolean fallback) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return fallback;
        }
        return switch (text.get()) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new InvalidInputException(
                        place(key), "%s is %s".formatted(key, quote(text.get())), text.get(), "write true or false");
        };
    }

    long integer(String key, long least, long most, long fallback) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return fallback;
        }
        String digits = text.get().replace("_", "");
        if (digits.matches("-?[0-9]{1,18}")) {
            long value = Long.parseLong(digits);
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw new InvalidInputException(
                place(key),
                "%s is %s".formatted(key, quote(text.get())),
                text.get(),
                most == Long.MAX_VALUE
                        ? "write a whole number of at least " + least
                        : "write a whole number from %d to %d".formatted(least, most));
    }

    double number(String key, double fallback) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return fallback;
        }
        char[] chars = text.get().toCharArray();
        double value = Decimals.parse(chars, 0, chars.length);
        if (Double.isNaN(value)) {
            throw new InvalidInputException(
                    place(key),
                    "%s is %s".formatted(key, quote(text.get())),
                    text.get(),
                    "write a number such as 0.05");
        }
        return value;
    }

    /** A value of a kind that is not known in advance: true, false, a number or a text. */
    Object open(String key) {
        String text = text(key).orElseThrow();
        Node node = values.get(key);
        boolean plain = node instanceof ScalarNode scalar && scalar.isPlain();
        if (plain && (text.equals("true") || text.equals("false"))) {
            return Boolean.valueOf(text);
        }
        char[] chars = text.toCharArray();
        double value = plain ? Decimals.parse(chars, 0, chars.length) : Double.NaN;
        return Double.isNaN(value) ? text : Double.valueOf(value);
    }
}

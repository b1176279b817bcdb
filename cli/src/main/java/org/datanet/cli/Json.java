package org.datanet.cli;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.function.Function;
import org.datanet.io.Verification;
import org.datanet.quality.Finding;

/** What commands print with {@code --json}. */
final class Json {
    private Json() {}

    static JsonObjectBuilder object() {
        return jakarta.json.Json.createObjectBuilder();
    }

    static <T> String array(List<T> values, Function<T, JsonObject> each) {
        JsonArrayBuilder array = jakarta.json.Json.createArrayBuilder();
        values.forEach(value -> array.add(each.apply(value)));
        return array.build().toString();
    }

    static JsonObject verification(Verification verification) {
        JsonArrayBuilder checks = jakarta.json.Json.createArrayBuilder();
        verification
                .checks()
                .forEach(check -> checks.add(
                        object().add("name", check.name()).add("ok", check.ok()).add("detail", check.detail())));
        return object().add("file", verification.file().toString())
                .add("kind", verification.kind())
                .add("ok", verification.ok())
                .add("checks", checks)
                .build();
    }

    static JsonObject finding(Finding finding) {
        JsonArrayBuilder evidence = jakarta.json.Json.createArrayBuilder();
        finding.evidence().forEach(one -> evidence.add(one.toString()));
        return object().add("subject", finding.subject().toString())
                .add("detector", finding.detector())
                .add("score", finding.score())
                .add("pValue", finding.pValue())
                .add("reason", finding.reason())
                .add("evidence", evidence)
                .build();
    }
}

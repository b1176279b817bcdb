package org.datanet.benchmarks.guard;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.guard.DatanetGuard;
import org.datanet.guard.GuardRun;
import org.datanet.guard.machine.MachineTextDetector;
import org.datanet.progress.Progress;
import org.datanet.proof.CanonicalBytes;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.usage.UsageView;

/**
 * Machine text: an owner trusts some texts of people and adds texts that machines wrote in a first epoch; a second epoch is judged.
 * Texts come in pairs, one of a person and a machine's continuation of its first words, from {@code machine-text/} of the development
 * data.
 */
final class MachineTextBenchmark {
    private static final List<String> BASE = List.of("gpt2-xl", "gpt-j-6B", "gpt-neox-20b");
    private static final List<String> ALL =
            List.of("gpt2-xl", "gpt-j-6B", "gpt-neox-20b", "davinci", "gpt-3.5-turbo", "gpt-4");

    private final Path folder;

    MachineTextBenchmark(Path data) {
        folder = data.resolve("machine-text");
    }

    private record Texts(List<String> people, List<String> machines) {
        Texts half(int parity) {
            return new Texts(half(people, parity), half(machines, parity));
        }

        private static List<String> half(List<String> texts, int parity) {
            List<String> half = new ArrayList<>();
            for (int i = parity; i < texts.size(); i += 2) {
                half.add(texts.get(i));
            }
            return half;
        }
    }

    void run() throws IOException {
        for (boolean layout : new boolean[] {false, true}) {
            print(
                    "## Machine text, %s%n",
                    layout ? "line breaks and typographic characters counted (option layout)" : "default policy");
            print(
                    "| reference | judged | machine | ROC-AUC | people alone: lose weight | with a fifth machine text: people lose weight | machine text found | mean weight of machine text |");
            print("|---|---|---|---|---|---|---|---|");
            across("xsum", "squad", BASE, layout);
            across("squad", "xsum", ALL, layout);
            for (String machine : ALL) {
                Texts texts = read("xsum", machine);
                line("xsum, one half", "xsum, other half", machine, texts.half(0), texts.half(1), layout);
            }
            for (String machine : BASE) {
                Texts texts = read("squad", machine);
                line("squad, one half", "squad, other half", machine, texts.half(0), texts.half(1), layout);
            }
            print("");
        }
    }

    private void across(String from, String to, List<String> machines, boolean layout) throws IOException {
        Set<String> people = new LinkedHashSet<>();
        List<String> written = new ArrayList<>();
        for (String machine : BASE) {
            Texts texts = read(from, machine);
            people.addAll(texts.people);
            written.addAll(texts.machines);
        }
        Texts reference = new Texts(List.copyOf(people), written);
        for (String machine : machines) {
            line(from + ", three machines", to, machine, reference, read(to, machine), layout);
        }
    }

    private Texts read(String subject, String machine) throws IOException {
        try (JsonReader reader = Json.createReader(
                Files.newBufferedReader(folder.resolve(subject + "_" + machine + ".raw_data.json")))) {
            JsonObject object = reader.readObject();
            return new Texts(texts(object, "original"), texts(object, "sampled"));
        }
    }

    private static List<String> texts(JsonObject object, String key) {
        return object.getJsonArray(key).getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .toList();
    }

    private static void line(String from, String to, String machine, Texts reference, Texts judged, boolean layout) {
        GuardRun all = judge(reference, judged.people, judged.machines, layout);
        double[] scores = Objects.requireNonNull(all.scores().get("machine-text"));
        int first = scores.length - judged.people.size() - judged.machines.size();
        boolean[] truth = new boolean[judged.people.size() + judged.machines.size()];
        double[] own = new double[truth.length];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = i >= judged.people.size();
            // A text that is too short to be judged is as good as human.
            own[i] = Double.isNaN(scores[first + i]) ? -1e9 : scores[first + i];
        }
        List<String> few = judged.machines.subList(0, judged.people.size() / 4);
        double[] clean =
                judge(reference, judged.people, List.of(), layout).report().weights();
        double[] mixed = judge(reference, judged.people, few, layout).report().weights();
        int people = judged.people.size();
        print(
                "| %s | %s | %s | %.3f | %.1f %% | %.1f %% | %.1f %% | %.2f |",
                from,
                to,
                machine,
                Ranking.auc(own, truth),
                100 * lowered(clean, first, first + people),
                100 * lowered(mixed, first, first + people),
                100 * lowered(mixed, first + people, first + people + few.size()),
                java.util.Arrays.stream(mixed, first + people, first + people + few.size())
                        .average()
                        .orElse(1));
    }

    private static double lowered(double[] weights, int from, int to) {
        return java.util.Arrays.stream(weights, from, to).filter(w -> w < 1).count() / (double) Math.max(1, to - from);
    }

    private static GuardRun judge(Texts reference, List<String> people, List<String> machines, boolean layout) {
        Datanet.Builder builder = Datanet.builder(new DatanetId("texts"), "1");
        reference.people.forEach(text -> add(builder, "owner", 0, text));
        reference.machines.forEach(text -> add(builder, "machine", 0, text));
        for (int i = 0; i < people.size(); i++) {
            add(builder, "person" + i % 8, 1, people.get(i));
        }
        for (int i = 0; i < machines.size(); i++) {
            add(builder, "gamer" + i % 2, 1, machines.get(i));
        }
        MachineTextDetector detector = new MachineTextDetector();
        DetectorPolicy own = detector.defaults();
        Map<String, Object> options = new TreeMap<>(own.options());
        options.put("machine", "machine");
        options.put("layout", layout ? 1 : 0);
        QualityPolicy policy = new QualityPolicy(
                QualityPolicy.Mode.ENFORCE,
                1,
                Map.of(detector.name(), new DetectorPolicy(true, own.rate(), own.floor(), own.ceiling(), options)),
                Set.of(),
                Set.of(new ContributorId("owner")),
                Set.of(),
                Set.of(),
                List.of());
        return new DatanetGuard(List.of(detector)).run(builder.build(), UsageView.none(), policy, Progress.none());
    }

    private static void add(Datanet.Builder builder, String contributor, int epoch, String text) {
        builder.add(new Datanet.Row(
                        new SampleId("t" + builder.rows()),
                        new ContributorId(contributor),
                        CanonicalBytes.tagged("text").text(text).toDigest())
                .epoch(epoch)
                .text(text));
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}

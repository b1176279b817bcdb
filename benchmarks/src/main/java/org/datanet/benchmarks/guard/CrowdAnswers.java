package org.datanet.benchmarks.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.datanet.guard.collusion.Answers;
import org.datanet.guard.label.DawidSkene;

/** Answers of real workers to tasks whose right answer is known: recognising textual entailment (R. Snow et al., 2008). */
final class CrowdAnswers {
    /** One answer: task, worker, class. */
    record Answer(int task, int worker, int label) {}

    private final List<Answer> answers;
    private final int[] gold;
    private final int workers;
    private final Map<String, Integer> tasks;

    CrowdAnswers(List<Answer> answers, int[] gold, int workers) {
        this(answers, gold, workers, Map.of());
    }

    private CrowdAnswers(List<Answer> answers, int[] gold, int workers, Map<String, Integer> tasks) {
        this.tasks = Map.copyOf(tasks);
        this.answers = List.copyOf(answers);
        this.gold = gold.clone();
        this.workers = workers;
    }

    static CrowdAnswers rte(Path data) throws IOException {
        List<String> lines = Files.readAllLines(data.resolve("crowd/rte.standardized.tsv"));
        Map<String, Integer> workers = new LinkedHashMap<>();
        Map<String, Integer> tasks = new LinkedHashMap<>();
        List<Answer> answers = new ArrayList<>();
        TreeMap<Integer, Integer> gold = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split("\t");
            int task = tasks.computeIfAbsent(cells[2], t -> tasks.size());
            int worker = workers.computeIfAbsent(cells[1], w -> workers.size());
            answers.add(new Answer(task, worker, Integer.parseInt(cells[3])));
            gold.put(task, Integer.parseInt(cells[4]));
        }
        return new CrowdAnswers(
                answers, gold.values().stream().mapToInt(Integer::intValue).toArray(), workers.size(), tasks);
    }

    /** The number of the task that the file names so. */
    int task(String name) {
        return Objects.requireNonNull(tasks.get(name), name);
    }

    List<Answer> answers() {
        return answers;
    }

    int tasks() {
        return gold.length;
    }

    int gold(int task) {
        return gold[task];
    }

    int workers() {
        return workers;
    }

    /** The same tasks with other answers. */
    CrowdAnswers with(List<Answer> others, int otherWorkers) {
        return new CrowdAnswers(others, gold, otherWorkers);
    }

    /** Number of these tasks that both workers answered. */
    long common(int a, int b, Set<Integer> among) {
        Set<Integer> own = new HashSet<>();
        answers.stream()
                .filter(x -> x.worker() == a && among.contains(x.task()))
                .forEach(x -> own.add(x.task()));
        return answers.stream()
                .filter(x -> x.worker() == b && own.contains(x.task()))
                .count();
    }

    Answers columns() {
        return new Answers(
                column(Answer::task), column(Answer::worker), column(Answer::label), gold.length, workers, 2);
    }

    /** Dawid and Skene's model with our pull, or another. */
    DawidSkene model(double pull) {
        double[] ones = new double[answers.size()];
        Arrays.fill(ones, 1);
        return new DawidSkene(
                column(Answer::task),
                column(Answer::worker),
                column(Answer::label),
                ones,
                pull,
                gold.length,
                workers,
                2);
    }

    private int[] column(java.util.function.ToIntFunction<Answer> column) {
        return answers.stream().mapToInt(column).toArray();
    }
}

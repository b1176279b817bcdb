package org.datanet.benchmarks.guard;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Measures the guard, section by section, and puts the figures into {@code docs/benchmarks/guard.md}, between the lines
 * {@code <!-- figures: SECTION -->} and {@code <!-- end of figures -->}, as it goes: nothing is copied by hand. Every section is a process
 * of its own, since compiled code and memory of one would flatter or burden the next. Below its figures stand the command, the commit of the guard and
 * how busy the machine was.
 *
 * <p>Arguments: the folder of the development data, a file of paragraphs, one a line, or {@code -} for either; then the sections wanted, all
 * when none is named.
 */
public final class GuardPage {
    private static final Path PAGE = Path.of("docs", "benchmarks", "guard.md");
    private static final String GUARD = "quality-guard/src/main";
    private static final String END = "<!-- end of figures -->";

    /** What is allowed where memory is measured: a process that is allowed more takes more before it clears up. */
    private static final String PARAGRAPHS_HEAP = "-Xmx160m";

    private GuardPage() {}

    /** Runs the benchmarks and writes the page. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 2) {
            throw new IllegalArgumentException(
                    "usage: benchmarks/run guard-page DATA PARAGRAPHS [SECTION ...], - for data or paragraphs that are not there");
        }
        List<String> sections = sections(Files.readString(PAGE));
        List<String> wanted = args.length > 2 ? Arrays.asList(args).subList(2, args.length) : sections;
        for (String section : wanted) {
            if (!sections.contains(section)) {
                throw new IllegalArgumentException(
                        "%s has no figures \"%s\", it has %s".formatted(PAGE, section, String.join(" ", sections)));
            }
        }
        String commit = commit();
        for (String section : wanted) {
            List<String> command = command(section, args[0], args[1]);
            if (command.isEmpty()) {
                System.err.println(section + ": left as it is, what it measures on was not named");
                continue;
            }
            System.err.println(section + " ...");
            String load = load();
            String heap = section.equals("paragraphs") ? PARAGRAPHS_HEAP : "";
            String figures = run(command, heap);
            String stamp = "`%sbenchmarks/run %s`, the guard at commit `%s`, %s, Java %s, %s"
                    .formatted(
                            heap.isEmpty() ? "" : "DATANET_JAVA_OPTS=" + heap + " ",
                            shown(command, args[0], args[1]),
                            commit,
                            LocalDate.now(ZoneOffset.UTC),
                            Runtime.version().feature(),
                            load);
            Files.writeString(PAGE, replaced(Files.readString(PAGE), section, figures.strip() + "\n\n" + stamp));
        }
    }

    /** The sections that a page has figures of, in its order. */
    static List<String> sections(String page) {
        return page.lines()
                .filter(line -> line.startsWith(start("")))
                .map(line -> line.substring(start("").length()).replace(" -->", ""))
                .toList();
    }

    /** The page with other figures of a section. */
    static String replaced(String page, String section, String figures) {
        int from = page.indexOf(start(section) + " -->\n");
        int to = page.indexOf(END, Math.max(0, from));
        int next = page.indexOf(start(""), from + 1);
        if (from < 0 || to < 0 || next >= 0 && next < to) {
            throw new IllegalArgumentException(
                    "the page lacks \"%s -->\" or the line \"%s\" after it".formatted(start(section), END));
        }
        return page.substring(0, page.indexOf('\n', from) + 1) + "\n" + figures.strip() + "\n\n" + page.substring(to);
    }

    private static String start(String section) {
        return "<!-- figures: " + section;
    }

    /** The benchmark and its arguments, as {@code benchmarks/run} takes them; nothing where what it measures on was not named. */
    private static List<String> command(String section, String data, String paragraphs) {
        return switch (section) {
            case "neighbours" -> List.of("scale", "100000", "0");
            case "outliers-many" -> List.of("scale", "0", "200000");
            case "paragraphs" -> paragraphs.equals("-") ? List.of() : List.of("paragraphs", paragraphs, "100000");
            case "paragraphs-many" -> List.of("paragraphs", "-", "1000000");
            case "planted", "labels", "texts" -> List.of("guard", "-", section);
            default -> data.equals("-") ? List.of() : List.of("guard", data, section);
        };
    }

    private static String shown(List<String> command, String data, String paragraphs) {
        return command.stream()
                .map(word -> word.equals("-")
                        ? word
                        : word.equals(data) ? "DATA" : word.equals(paragraphs) ? "PARAGRAPHS" : word)
                .collect(Collectors.joining(" "));
    }

    private static String run(List<String> command, String heap) throws IOException, InterruptedException {
        Class<?> main = switch (command.get(0)) {
            case "scale" -> ScaleBenchmark.class;
            case "paragraphs" -> ParagraphBenchmark.class;
            default -> GuardBenchmark.class;
        };
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        all.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        if (!heap.isEmpty()) {
            all.add(heap);
        }
        all.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        all.addAll(command.subList(1, command.size()));
        Process process = new ProcessBuilder(all)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("%s ended with %d; the page keeps its figures"
                    .formatted(String.join(" ", command), process.exitValue()));
        }
        return said;
    }

    private static String load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        int cores = Runtime.getRuntime().availableProcessors();
        return load < 0
                ? cores + " cores"
                : String.format(Locale.ROOT, "%d cores with a load of %.0f before", cores, load);
    }

    /** The commit that last changed the guard itself, with a plus where its files differ from it. */
    private static String commit() throws IOException, InterruptedException {
        String commit = git("log", "-1", "--format=%h", "--", GUARD);
        return commit.isEmpty()
                ? "unknown"
                : git("status", "--porcelain", "--", GUARD).isEmpty() ? commit : commit + "+";
    }

    /** What git says; nothing where there is none. */
    private static String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(Arrays.asList(arguments));
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? said : "";
        } catch (IOException e) {
            return "";
        }
    }
}

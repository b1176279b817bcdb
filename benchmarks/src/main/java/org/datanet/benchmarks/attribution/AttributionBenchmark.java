package org.datanet.benchmarks.attribution;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.datanet.benchmarks.ProcessorTime;

/**
 * Measures attribution and writes the page. Arguments: the page's file (docs/benchmarks/attribution.md), megabytes of text for the
 * span index (100), which parts to measure, by commas (all of them), and for the network how many queries (60) and how many trainings
 * a subset (5); all optional. Run with {@code -Xmx4g} and {@code OMP_NUM_THREADS=1}.
 */
public final class AttributionBenchmark {
    /** Tribuo reports its progress on this logger; held strongly, or its level is forgotten. */
    private static final Logger LOGGER = Logger.getLogger("org.tribuo");

    private static final List<String> PARTS = List.of(
            "exactness", "neighbours", "labels", "contributors", "linear", "network", "removal", "receipt", "spans");

    private AttributionBenchmark() {}

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        LOGGER.setLevel(Level.WARNING);
        Path file = Path.of(args.length > 0 ? args[0] : "docs/benchmarks/attribution.md");
        int megabytes = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        Page page = new Page();
        page.line("# Attribution, measured");
        page.line("");
        page.line(Page.f(
                "Written by `benchmarks/run attribution%s` on Java %s with %d processors. Times are wall",
                args.length == 0 ? "" : " " + String.join(" ", args),
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors()));
        page.line(
                "times of one run, CPU times those of all threads. Aims are the ones that the project set itself; what misses its aim says so.");
        for (String part : args.length > 2 ? List.of(args[2].split(",")) : PARTS) {
            double cpu = ProcessorTime.seconds();
            switch (part) {
                case "exactness" -> Exactness.measure(page);
                case "neighbours" -> NeighbourTimes.measure(page);
                case "labels" -> LabelScores.measure(page);
                case "contributors" -> ContributorScores.measure(page);
                case "linear" -> LogisticScores.measure(page);
                case "network" ->
                    NetworkScores.measure(
                            page,
                            args.length > 3 ? Integer.parseInt(args[3]) : 60,
                            args.length > 4 ? Integer.parseInt(args[4]) : 5);
                case "removal" -> RemovalScores.measure(page);
                case "receipt" -> LargeReceipt.measure(page, 10_000_000);
                case "spans" -> SpanScores.measure(page, megabytes);
                default ->
                    throw new IllegalArgumentException(
                            "there is no part \"%s\"; there are %s".formatted(part, String.join(", ", PARTS)));
            }
            page.line("");
            page.line(Page.f("(%.0f s of CPU time for this part.)", ProcessorTime.seconds() - cpu));
            page.write(file);
        }
    }
}

package org.datanet.benchmarks.attribution;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.datanet.attribution.text.SpanIndex;
import org.datanet.benchmarks.ProcessorTime;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;

/** What an index of verbatim spans costs, and how fast it answers. */
final class SpanScores {
    private SpanScores() {}

    static void measure(Page page, int megabytes) throws IOException {
        Path directory = Files.createTempDirectory("span-benchmark");
        try {
            ZipfTexts texts = new ZipfTexts(megabytes * 1_000_000L, 11);
            long start = System.nanoTime();
            double cpu = ProcessorTime.seconds();
            List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .toList();
            heap.forEach(MemoryPoolMXBean::resetPeakUsage);
            SpanIndex index = SpanIndex.build(texts, Digest.EMPTY, directory, 1 << 25, Progress.none());
            double peak = heap.stream()
                            .mapToLong(pool -> pool.getPeakUsage().getUsed())
                            .sum()
                    / 1e6;
            double build = (System.nanoTime() - start) / 1e9;
            cpu = ProcessorTime.seconds() - cpu;
            long size = 0;
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    size += Files.size(file);
                }
            }
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            List<String> outputs = texts.outputs(200);
            outputs.forEach(output -> index.spans(output, 6));
            double[] times = outputs.stream()
                    .mapToDouble(output -> {
                        long at = threads.getCurrentThreadCpuTime();
                        index.spans(output, 6);
                        return (threads.getCurrentThreadCpuTime() - at) / 1e6;
                    })
                    .sorted()
                    .toArray();
            long found = outputs.stream()
                    .filter(output -> !index.spans(output, 6).isEmpty())
                    .count();
            page.line("");
            page.line(Page.f("## Verbatim spans: %d MB of text in %,d rows", megabytes, index.rows()));
            page.line("");
            page.line(
                    "Texts of a Zipf vocabulary with common phrases, quotations of 20 to 60 words, revised copies and a notice that stands in one of a thousand; outputs of 100 words, half of which"
                            + " repeat 12 words of a row.");
            page.line("");
            page.line(
                    "| build wall s | CPU s | peak MB of heap | index and text over text | warm ms of CPU an output, median | 99th percentile | outputs with spans |");
            page.line("|---|---|---|---|---|---|---|");
            page.line(Page.f(
                    "| %.1f | %.1f | %.0f | %.2f | %.2f | %.2f | %d of 200 |",
                    build, cpu, peak, size / (megabytes * 1e6), times[100], times[198], found));
            page.line("");
            page.line(Page.f(
                    "Aim 50 ms warm and 4 GB of heap over 1 GB of text: %s at this size; the cost of a query grows with the logarithm of the text.",
                    Page.verdict(times[198] <= 50 && peak <= 4_000)));
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}

package org.datanet.benchmarks.attribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The page that is being written; each line is printed as soon as it is known. */
final class Page {
    private final StringBuilder text = new StringBuilder();

    void line(String line) {
        text.append(line).append('\n');
        System.out.println(line);
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }

    /** Bytes of heap that are taken. */
    static long heap() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    static String f(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    static String verdict(boolean reached) {
        return reached ? "reached" : "**missed**";
    }
}

package org.datanet.cli;

import java.util.ArrayList;
import java.util.List;

/** A compact table for terminals: text to the left, numbers to the right. */
final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();
    private final List<String> header;

    TextTable(String... header) {
        this.header = List.of(header);
        rows.add(this.header);
    }

    /** Adds a row of as many cells as the header has. */
    TextTable row(String... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(
                    "the table has %d columns, not %d".formatted(header.size(), cells.length));
        }
        rows.add(List.of(cells));
        return this;
    }

    /** The lines, each ended by a line feed. */
    String render() {
        int columns = header.size();
        int[] width = new int[columns];
        boolean[] number = new boolean[columns];
        for (int c = 0; c < columns; c++) {
            number[c] = true;
            for (int r = 0; r < rows.size(); r++) {
                String cell = rows.get(r).get(c);
                width[c] = Math.max(width[c], cell.codePointCount(0, cell.length()));
                number[c] &= r == 0 || cell.matches("[-+]?[0-9.,]*[ %x]?|-");
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                String cell = rows.get(r).get(c);
                String pad = " ".repeat(width[c] - cell.codePointCount(0, cell.length()));
                line.append(c == 0 ? "" : "  ").append(number[c] ? pad + cell : cell + pad);
            }
            text.append(line.toString().stripTrailing()).append('\n');
            if (r == 0) {
                text.append("-".repeat(line.length())).append('\n');
            }
        }
        return text.toString();
    }
}

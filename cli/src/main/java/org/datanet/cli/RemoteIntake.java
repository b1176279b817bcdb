package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.HookClient;
import org.datanet.io.Intake;
import org.datanet.io.Intake.Sealed;
import org.datanet.proof.Digest;
import org.datanet.rest.Contributions;

/**
 * A contributor's side of an intake at the owner's hook. Salts never leave before the epoch is closed, and stand in their file before
 * anything is promised; whatever is interrupted goes on when it is called again.
 *
 * @param here the contributor's own folder of the Datanet, which checks and seals rows
 * @param salts the file of secrets that open the promises
 */
record RemoteIntake(HookClient hook, DatanetId datanet, Intake here, ContributorId who, Path rows, Path salts) {
    /** Of rows in one request, so that with their salts, in UTF-8 and escaped, they are less than the megabyte that a hook takes. */
    private static final int CHUNK_CHARACTERS = 1 << 17;

    /** As many salts have room beside them. */
    private static final int CHUNK_ROWS = 2000;

    /** A row that is larger might not fit into a request by itself. */
    private static final int MAX_ROW_BYTES = 480_000;

    void commit(PrintWriter out) throws IOException, InterruptedException {
        format();
        int epoch = epochIn("OPEN", "its rows are shown, with --reveal; rows are promised while an epoch is open");
        List<Sealed> sealed = here.seal(who, epoch, rows, salts);
        requireSendable(sealed);
        int fresh = 0;
        for (int from = 0; from < sealed.size(); from += Contributions.MAX_ROWS) {
            List<Digest> batch = sealed.subList(from, Math.min(sealed.size(), from + Contributions.MAX_ROWS)).stream()
                    .map(Sealed::commitment)
                    .toList();
            fresh += hook.promise(datanet, new Contributions.Promise(who, batch, Optional.of(epoch)))
                    .rows();
        }
        out.printf(
                "%d rows are promised for epoch %d, %d of them before. Keep %s: without it they cannot be shown, and their deposits are lost.%n",
                sealed.size(), epoch, sealed.size() - fresh, salts);
    }

    void reveal(PrintWriter out) throws IOException, InterruptedException {
        if (!Files.exists(salts)) {
            throw new NoSuchFileException(salts.toString());
        }
        int epoch = epochIn("REVEAL", "promised rows are shown once it is closed");
        List<Sealed> sealed = here.seal(who, epoch, rows, salts);
        Set<Digest> unopened = new HashSet<>(hook.contributions(datanet).unopened());
        List<Sealed> waiting = sealed.stream()
                .filter(row -> unopened.contains(row.commitment()))
                .toList();
        if (waiting.isEmpty()) {
            throw new IllegalArgumentException(
                    ("no row of %s opens a promise that waits in epoch %d: they are shown already, or were promised for another epoch,"
                                    + " as another contributor or with other content; %d promises of yours wait")
                            .formatted(rows, epoch, unopened.size()));
        }
        RowText text = RowText.of(rows, sealed);
        List<Sealed> chunk = new ArrayList<>();
        int characters = 0;
        for (Sealed row : waiting) {
            int length = text.of(row).length();
            if (!chunk.isEmpty() && (chunk.size() == CHUNK_ROWS || characters + length > CHUNK_CHARACTERS)) {
                show(chunk, text);
                chunk.clear();
                characters = 0;
            }
            chunk.add(row);
            characters += length;
        }
        show(chunk, text);
        out.printf(
                "%d promised rows are shown in epoch %d; %d promises of yours wait still.%n",
                waiting.size(), epoch, hook.contributions(datanet).unopened().size());
    }

    private void show(List<Sealed> chunk, RowText text) throws IOException, InterruptedException {
        StringBuilder part = new StringBuilder(text.header());
        chunk.forEach(row -> part.append(text.of(row)));
        hook.show(
                datanet,
                new Contributions.Showing(
                        who,
                        format(),
                        part.toString(),
                        chunk.stream().map(Sealed::reveal).toList()));
    }

    /** What could not be shown later must not be promised. */
    private void requireSendable(List<Sealed> sealed) throws IOException {
        RowText text = RowText.of(rows, sealed);
        for (Sealed row : sealed) {
            int bytes = text.of(row).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_ROW_BYTES) {
                throw new IllegalArgumentException(
                        "%s:%d: sample \"%s\" has %d bytes, and a hook takes rows of up to %d: shorten it, or hand it to the owner as a file"
                                .formatted(rows, row.line(), row.reveal().sample(), bytes, MAX_ROW_BYTES));
            }
        }
    }

    private String format() {
        String name = rows.toString();
        if (!name.endsWith(".csv") && !name.endsWith(".jsonl")) {
            throw new IllegalArgumentException(
                    name + " cannot be sent to a hook: name a file that ends in .csv or .jsonl, not packed");
        }
        return name.endsWith(".csv") ? "csv" : "jsonl";
    }

    private int epochIn(String phase, String otherwise) throws IOException, InterruptedException {
        Contributions.Status status = hook.contributions(datanet);
        if (!status.phase().equals(phase)) {
            throw new IllegalArgumentException("epoch %d of %s is %s: %s"
                    .formatted(
                            status.epoch(),
                            datanet,
                            status.phase().equals("OPEN") ? "open" : "in its reveal",
                            otherwise));
        }
        return status.epoch();
    }

    /** A file of rows by the lines that they begin at. */
    private record RowText(String header, Map<Long, String> byLine) {
        static RowText of(Path file, List<Sealed> sealed) throws IOException {
            List<String> lines = new ArrayList<>();
            boolean csv = file.toString().endsWith(".csv"); // a row of the other form ends at a line feed alone
            String all = Files.readString(file, StandardCharsets.UTF_8);
            int from = 0;
            for (int i = 0; i < all.length(); i++) {
                boolean lone = csv && all.charAt(i) == '\r' && (i + 1 == all.length() || all.charAt(i + 1) != '\n');
                if (lone || all.charAt(i) == '\n') {
                    lines.add(all.substring(from, i + 1));
                    from = i + 1;
                }
            }
            if (from < all.length()) {
                lines.add(all.substring(from) + '\n');
            }
            Map<Long, String> byLine = new HashMap<>();
            for (int i = 0; i < sealed.size(); i++) {
                long begin = sealed.get(i).line();
                long end = i + 1 < sealed.size() ? sealed.get(i + 1).line() : lines.size() + 1L;
                byLine.put(begin, String.join("", lines.subList((int) begin - 1, (int) end - 1)));
            }
            return new RowText(
                    String.join("", lines.subList(0, (int) sealed.get(0).line() - 1)), byLine);
        }

        String of(Sealed row) {
            return Objects.requireNonNull(byLine.get(row.line()), "every sealed row has its text");
        }
    }
}

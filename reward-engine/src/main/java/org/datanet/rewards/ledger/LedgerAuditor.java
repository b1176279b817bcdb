package org.datanet.rewards.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.datanet.proof.GrowingMerkleTree;
import org.datanet.proof.MerkleTree;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.ReceiptFormatException;
import org.datanet.usage.SignedTreeHead;
import org.jspecify.annotations.Nullable;

/** Checks a ledger's folder from its first byte to its last, one frame of a receipt in memory at a time. Used once. */
final class LedgerAuditor {
    private final Path folder;
    private final List<String> problems = new ArrayList<>();
    private final GrowingMerkleTree tree = new GrowingMerkleTree();
    private final Set<String> runs = new HashSet<>();
    private long broken;

    LedgerAuditor(Path folder) {
        this.folder = folder;
    }

    LedgerAudit audit() throws IOException {
        @Nullable SignedTreeHead signed = head();
        int number = 0;
        while (Files.exists(Segment.path(folder, number)) && segment(number, signed)) {
            number++;
        }
        if (problems.isEmpty()) {
            strays(number);
        }
        if (signed != null && problems.isEmpty()) {
            compare(signed);
        }
        return new LedgerAudit(tree.size() - broken, Optional.ofNullable(signed), problems);
    }

    private @Nullable SignedTreeHead head() throws IOException {
        if (!Files.exists(folder.resolve(HeadFile.NAME))) {
            problems.add("%s: the file is missing".formatted(HeadFile.NAME));
            return null;
        }
        try {
            SignedTreeHead signed = HeadFile.read(folder);
            if (!HeadFile.signatureHolds(signed)) {
                problems.add("%s: its signature does not hold under its key".formatted(HeadFile.NAME));
            }
            return signed;
        } catch (LedgerFormatException e) {
            problems.add(e.getMessage());
            return null;
        }
    }

    /** @return whether the place of the next segment is known */
    private boolean segment(int number, @Nullable SignedTreeHead signed) throws IOException {
        Path file = Segment.path(folder, number);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Segment.Header header = Segment.readHeader(channel, file);
            if (header.number() != number
                    || header.first() != tree.size()
                    || !header.rootBefore().equals(tree.root())) {
                problems.add("%s: segment header at byte 0: it does not go on from the %d entries before it"
                        .formatted(file.getFileName(), tree.size()));
            }
            long at = Segment.HEADER_BYTES;
            for (Segment.Entry entry = Segment.readEntry(channel, file, at, tree.size());
                    entry != null;
                    entry = Segment.readEntry(channel, file, at, tree.size())) {
                entry(channel, file, entry);
                at = entry.end();
            }
            return true;
        } catch (LedgerFormatException e) {
            boolean acknowledged = signed == null || tree.size() < signed.head().size();
            problems.add(
                    acknowledged
                            ? e.getMessage()
                            : e.getMessage()
                                    + " (it lies beyond the signed head, as after a crash: opening the ledger cuts it off)");
            return false;
        }
    }

    private void entry(FileChannel channel, Path file, Segment.Entry entry) throws IOException {
        String name = "%s: entry %d (run %s) at byte %d"
                .formatted(file.getFileName(), entry.index(), entry.run(), entry.at());
        int before = problems.size();
        try (InputStream body = Segment.body(channel, entry)) {
            ReceiptCodec.Verified verified = ReceiptCodec.verify(body, name, ReceiptCodec.Limits.DEFAULT);
            if (!verified.digest().equals(entry.digest())) {
                problems.add(name + ": its digest is not that of its receipt");
            }
            if (!verified.header().run().value().equals(entry.run())) {
                problems.add(
                        name + ": its receipt is of run " + verified.header().run());
            }
        } catch (ReceiptFormatException e) {
            problems.add(e.getMessage());
        }
        if (!runs.add(entry.run())) {
            problems.add(name + ": an earlier entry has the same run");
        }
        if (problems.size() > before) {
            broken++;
        }
        tree.add(MerkleTree.leaf(entry.digest().bytes()));
    }

    /** Files that look like parts of the ledger but have no place in it. */
    private void strays(int segments) throws IOException {
        Set<String> known = new HashSet<>();
        for (int i = 0; i < segments; i++) {
            known.add(Segment.path(folder, i).getFileName().toString());
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("segment-") && !known.contains(name))
                    .sorted()
                    .forEach(name -> problems.add(name + ": segment %d before it is missing".formatted(segments)));
        }
    }

    private void compare(SignedTreeHead signed) {
        long size = signed.head().size();
        if (size > tree.size()) {
            problems.add("%s: it covers %d entries, the segments hold %d; the rest is missing"
                    .formatted(HeadFile.NAME, size, tree.size()));
        } else if (!signed.head().root().equals(tree.root((int) size))) {
            problems.add("%s: the Merkle root of the first %d entries is %s, but it says %s"
                    .formatted(
                            HeadFile.NAME,
                            size,
                            tree.root((int) size),
                            signed.head().root()));
        } else if (size < tree.size()) {
            problems.add("%s: entries %d to %d lie beyond it, as after a crash; opening the ledger signs them"
                    .formatted(HeadFile.NAME, size, tree.size() - 1));
        }
    }
}

package org.datanet.rewards.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.datanet.proof.ConsistencyProof;
import org.datanet.proof.Digest;
import org.datanet.proof.GrowingMerkleTree;
import org.datanet.proof.InclusionProof;
import org.datanet.proof.MerkleTree;
import org.datanet.proof.Signer;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.RunId;
import org.datanet.usage.SignedTreeHead;
import org.datanet.usage.TreeHead;
import org.datanet.usage.UsageLedger;
import org.datanet.usage.UsageReceipt;
import org.jspecify.annotations.Nullable;

/**
 * A usage ledger in a folder: {@code segment-00000000.log} and so on, append-only, and {@code head}, the signed state.
 *
 * <p>An append writes the entry, forces it to the disk, then replaces the head. After a crash, whole entries beyond the head are
 * kept and a torn one, which nobody was told of, is cut off; damage before the head is never repaired but refused by name. One
 * process writes, guarded by a file lock; any number read. Memory is about 100 bytes an entry and one receipt at a time.
 * Appending n receipts costs O(n log n) hashes and reads nothing back. Thread-safe.
 */
public final class FileUsageLedger implements UsageLedger {
    /** Segments are closed once they have this many bytes. */
    public static final long SEGMENT_BYTES = 64L << 20;

    private final Path folder;
    private final boolean writable;
    private final @Nullable Signer keeper;
    private final Clock clock;
    private final long segmentBytes;
    private final GrowingMerkleTree tree = new GrowingMerkleTree();
    private final EntryIndex index = new EntryIndex();
    private @Nullable FileChannel lockChannel;
    private @Nullable SignedTreeHead signed;
    private int lastSegment = -1;
    private long lastEnd;
    private @Nullable String failure;
    private boolean closed;

    /** @param keeper signs what is appended; without one a ledger that is written to is a copy, whose heads come from elsewhere */
    private FileUsageLedger(Path folder, boolean writable, @Nullable Signer keeper, Clock clock, long segmentBytes)
            throws IOException {
        this.folder = folder;
        this.writable = writable;
        this.keeper = keeper;
        this.clock = clock;
        this.segmentBytes = segmentBytes;
        if (!writable) {
            signed = HeadFile.read(folder);
            load();
            return;
        }
        Files.createDirectories(folder);
        lockChannel = lock(folder);
        boolean opened = false;
        try {
            if (Files.exists(folder.resolve(HeadFile.NAME))) {
                signed = HeadFile.read(folder);
            } else if (keeper != null) {
                if (Files.exists(Segment.path(folder, 0))) {
                    throw new IOException(
                            "%s holds segments but no file head; restore it from a copy".formatted(folder));
                }
                SignedTreeHead empty = SignedTreeHead.sign(new TreeHead(0, Digest.EMPTY, clock.instant()), keeper);
                HeadFile.write(folder, empty);
                signed = empty;
                force(folder);
            }
            load();
            opened = true;
        } finally {
            if (!opened) {
                lockChannel.close();
            }
        }
    }

    /**
     * Opens a ledger to append to it; creates the folder and an empty ledger when there is none.
     *
     * @param keeper signs the heads
     * @param clock gives their times
     * @throws IOException when another process or ledger writes to it, or when what was acknowledged is damaged
     */
    public static FileUsageLedger open(Path folder, Signer keeper, Clock clock) throws IOException {
        return open(folder, keeper, clock, SEGMENT_BYTES);
    }

    /**
     * The same with segments of another size.
     *
     * @param segmentBytes a segment is closed once it has this many bytes, at least 1
     */
    public static FileUsageLedger open(Path folder, Signer keeper, Clock clock, long segmentBytes) throws IOException {
        if (segmentBytes < 1) {
            throw new IllegalArgumentException("a segment has at least 1 byte, not " + segmentBytes);
        }
        return new FileUsageLedger(folder, true, keeper, clock, segmentBytes);
    }

    /** Opens a copy of somebody else's ledger to go on with it; what is beyond its head is kept, and waits for a head. */
    static FileUsageLedger openCopy(Path folder) throws IOException {
        return new FileUsageLedger(folder, true, null, Clock.systemUTC(), SEGMENT_BYTES);
    }

    /**
     * Opens a ledger to read what its head covers at this moment; appending is refused. Needs no lock and no key.
     *
     * @throws IOException when there is no ledger or what its head covers is damaged
     */
    public static FileUsageLedger openReadOnly(Path folder) throws IOException {
        return new FileUsageLedger(folder, false, null, Clock.systemUTC(), SEGMENT_BYTES);
    }

    /**
     * Checks everything that can be checked of a ledger's folder, and writes nothing: files, entries, receipts, tables, heads.
     *
     * @throws IOException when files cannot be read at all
     */
    public static LedgerAudit verify(Path folder) throws IOException {
        return new LedgerAuditor(folder).audit();
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IOException(
                    "ledger %s is being written to by another process or object; close that first".formatted(folder));
        }
        return channel;
    }

    /** Reads the heads of all entries; checks whole receipts only where they are beyond the signed head. */
    private void load() throws IOException {
        SignedTreeHead head = signed;
        if (head != null && !HeadFile.signatureHolds(head)) {
            throw new IOException(
                    "ledger %s: the signature of its head does not hold; restore it from a copy".formatted(folder));
        }
        long acknowledged = head == null ? 0 : head.head().size();
        for (int number = 0; Files.exists(Segment.path(folder, number)); number++) {
            Path file = Segment.path(folder, number);
            try (FileChannel channel = writable
                    ? FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    : FileChannel.open(file, StandardOpenOption.READ)) {
                if (index.size() >= acknowledged && channel.size() < Segment.HEADER_BYTES) {
                    // Torn while it was begun: nothing in it was ever acknowledged.
                    if (writable) {
                        Files.delete(file);
                    }
                    break;
                }
                checkHeader(Segment.readHeader(channel, file), number, file);
                lastSegment = number;
                lastEnd = loadEntries(channel, file, acknowledged);
                if (writable && lastEnd < channel.size()) {
                    channel.truncate(lastEnd);
                    channel.force(true);
                }
            }
        }
        if (index.size() < acknowledged) {
            throw new IOException(
                    "ledger %s: its head covers %d entries, its segments hold %d; restore the missing ones"
                            .formatted(folder, acknowledged, index.size()));
        }
        Digest root = tree.root((int) acknowledged);
        if (head != null && !root.equals(head.head().root())) {
            throw new IOException("ledger %s: the Merkle root of its first %d entries is %s, but its head says %s"
                    .formatted(folder, acknowledged, root, head.head().root()));
        }
        if (keeper != null && index.size() > acknowledged) {
            publish(keeper);
        }
    }

    private void checkHeader(Segment.Header header, int number, Path file) throws IOException {
        if (header.number() != number
                || header.first() != index.size()
                || !header.rootBefore().equals(tree.root())) {
            throw new LedgerFormatException(
                    file,
                    0,
                    "segment header",
                    "it does not go on from the segment before it (number %d, first entry %d)"
                            .formatted(header.number(), header.first()));
        }
    }

    private long loadEntries(FileChannel channel, Path file, long acknowledged) throws IOException {
        long at = Segment.HEADER_BYTES;
        while (true) {
            int next = index.size();
            if (!writable && next >= acknowledged) {
                return at;
            }
            Segment.Entry entry;
            try {
                entry = Segment.readEntry(channel, file, at, next);
                if (entry != null && next >= acknowledged) {
                    ReceiptCodec.Verified verified;
                    try (InputStream body = Segment.body(channel, entry)) {
                        verified = ReceiptCodec.verify(body, file + " entry " + next, ReceiptCodec.Limits.DEFAULT);
                    }
                    if (!verified.digest().equals(entry.digest())) {
                        throw new LedgerFormatException(
                                file, at, "entry " + next, "its digest is not that of its receipt");
                    }
                }
            } catch (IOException e) {
                if (next < acknowledged) {
                    throw e;
                }
                return at;
            }
            if (entry == null) {
                return at;
            }
            index.add(entry.run(), lastSegment, at);
            tree.add(leaf(entry.digest()));
            at = entry.end();
        }
    }

    private static Digest leaf(Digest receipt) {
        return MerkleTree.leaf(receipt.bytes());
    }

    @Override
    public synchronized long append(UsageReceipt receipt) throws IOException {
        if (!writable) {
            throw new UnsupportedOperationException("ledger " + folder + " was opened to be read only");
        }
        usable();
        Digest digest = receipt.digest();
        int known = find(receipt.run());
        if (known >= 0) {
            if (tree.leafHash(known).equals(leaf(digest))) {
                return known;
            }
            throw new IllegalArgumentException(
                    "run %s already has another receipt, entry %d of ledger %s; a resumed run needs a run id of its own"
                            .formatted(receipt.run(), known, folder));
        }
        checkReceipt(receipt);
        try {
            if (lastSegment < 0 || lastEnd >= segmentBytes) {
                beginSegment();
            }
            store(receipt, digest);
        } catch (IOException e) {
            cutBack(e);
            throw e;
        }
        try {
            if (keeper != null) {
                publish(keeper);
            }
        } catch (IOException e) {
            // The entry is on the disk but nobody may be told so: take it back, and start over from the files.
            lastEnd = index.offset(index.size() - 1);
            cutBack(e);
            failure = "a head could not be written (%s); open the ledger again".formatted(e.getMessage());
            throw e;
        }
        return index.size() - 1L;
    }

    private static void checkReceipt(UsageReceipt receipt) {
        PublicKey key;
        try {
            key = Signer.publicKey(receipt.publicKey());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("receipt %s: %s".formatted(receipt.run(), e.getMessage()), e);
        }
        if (!receipt.verify(key)) {
            throw new IllegalArgumentException(
                    "receipt %s does not hold: its signature or its table is not what was signed"
                            .formatted(receipt.run()));
        }
    }

    private void beginSegment() throws IOException {
        Path file = Segment.path(folder, lastSegment + 1);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            Segment.writeHeader(channel, new Segment.Header(lastSegment + 1, index.size(), tree.root()));
            channel.force(true);
        }
        force(folder);
        lastSegment++;
        lastEnd = Segment.HEADER_BYTES;
    }

    private void store(UsageReceipt receipt, Digest digest) throws IOException {
        try (FileChannel channel = FileChannel.open(Segment.path(folder, lastSegment), StandardOpenOption.WRITE)) {
            Segment.Entry entry = Segment.write(channel, lastEnd, index.size(), digest, receipt);
            channel.force(true);
            index.add(entry.run(), lastSegment, entry.at());
            tree.add(leaf(digest));
            lastEnd = entry.end();
        }
    }

    /** Takes a failed write back, so that the next one finds the end where the last good entry ends. */
    private void cutBack(IOException cause) {
        if (lastSegment < 0) {
            return;
        }
        try (FileChannel channel = FileChannel.open(Segment.path(folder, lastSegment), StandardOpenOption.WRITE)) {
            channel.truncate(lastEnd);
            channel.force(true);
        } catch (IOException e) {
            failure = "a failed append could not be taken back; open the ledger again";
            cause.addSuppressed(e);
        }
    }

    private void publish(Signer signer) throws IOException {
        adopt(SignedTreeHead.sign(new TreeHead(tree.size(), tree.root(), clock.instant()), signer));
    }

    /** Takes a head that covers every entry. */
    synchronized void adopt(SignedTreeHead next) throws IOException {
        HeadFile.write(folder, next);
        signed = next;
    }

    synchronized boolean hasHead() {
        return signed != null;
    }

    /** What there is, with and without a head that covers it; the time is now. */
    synchronized TreeHead unsigned() {
        return new TreeHead(tree.size(), tree.root(), clock.instant());
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            // Windows opens no folders, and needs none forced.
            return;
        }
    }

    @Override
    public synchronized Optional<UsageReceipt> receipt(RunId run) throws IOException {
        usable();
        int entry = find(run);
        return entry < 0 ? Optional.empty() : Optional.of(read(entry));
    }

    private int find(RunId run) throws IOException {
        for (int entry = index.candidate(run.value(), -1); entry >= 0; entry = index.candidate(run.value(), entry)) {
            if (entry(entry).run().equals(run.value())) {
                return entry;
            }
        }
        return -1;
    }

    private Segment.Entry entry(int entry) throws IOException {
        Path file = Segment.path(folder, index.segment(entry));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return present(Segment.readEntry(channel, file, index.offset(entry), entry), file, entry);
        }
    }

    private UsageReceipt read(int entry) throws IOException {
        Path file = Segment.path(folder, index.segment(entry));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Segment.Entry head = present(Segment.readEntry(channel, file, index.offset(entry), entry), file, entry);
            UsageReceipt receipt;
            try (InputStream body = Segment.body(channel, head)) {
                receipt = ReceiptCodec.read(body, file + " entry " + entry, ReceiptCodec.Limits.DEFAULT);
            }
            if (!leaf(receipt.digest()).equals(tree.leafHash(entry))) {
                throw new LedgerFormatException(
                        file, head.at(), "entry " + entry, "its receipt is not the one that the tree covers");
            }
            return receipt;
        }
    }

    private static Segment.Entry present(Segment.@Nullable Entry entry, Path file, int number) throws IOException {
        if (entry == null) {
            throw new LedgerFormatException(file, 0, "entry " + number, "the file was cut off before it");
        }
        return entry;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Later appends are not in the stream. An {@link UncheckedIOException} says that a receipt could not be read.
     */
    @Override
    public synchronized Stream<UsageReceipt> receipts() throws IOException {
        usable();
        int size = tree.size();
        Iterator<UsageReceipt> iterator = new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size;
            }

            @Override
            public UsageReceipt next() {
                if (next >= size) {
                    throw new NoSuchElementException();
                }
                try {
                    synchronized (FileUsageLedger.this) {
                        usable();
                        return read(next++);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        return StreamSupport.stream(
                Spliterators.spliterator(iterator, size, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    @Override
    public synchronized TreeHead head() throws IOException {
        return signedHead().head();
    }

    /** The present state with the keeper's signature. */
    public synchronized SignedTreeHead signedHead() throws IOException {
        usable();
        SignedTreeHead head = signed;
        if (head == null) {
            throw new IOException("ledger %s: a copy that was never finished has no head".formatted(folder));
        }
        return head;
    }

    @Override
    public synchronized Optional<InclusionProof> inclusion(RunId run) throws IOException {
        usable();
        int entry = find(run);
        return entry < 0 ? Optional.empty() : Optional.of(tree.inclusion(entry));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException unless 1 &lt;= size &lt;= present size
     */
    @Override
    public synchronized ConsistencyProof consistency(long size) throws IOException {
        usable();
        if (size < 1 || size > tree.size()) {
            throw new IllegalArgumentException(
                    "the ledger of %d entries has no state of %d".formatted(tree.size(), size));
        }
        return tree.consistency((int) size);
    }

    private void usable() throws IOException {
        if (closed) {
            throw new IOException("ledger " + folder + " is closed");
        }
        if (failure != null) {
            throw new IOException("ledger " + folder + ": " + failure);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        FileChannel channel = lockChannel;
        lockChannel = null;
        if (channel != null) {
            channel.close();
        }
    }
}

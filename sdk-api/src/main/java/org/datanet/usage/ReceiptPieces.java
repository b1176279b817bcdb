package org.datanet.usage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.datanet.proof.Digest;
import org.datanet.proof.InclusionProof;
import org.datanet.proof.MerkleTree;

/**
 * Where the pieces of a receipt's table stand in its file form, with the root of each, so that one row of a long table can be proved
 * from one piece. The tree over these roots is the upper part of the table's own RFC 9162 tree. Immutable and thread-safe.
 */
public final class ReceiptPieces {
    /** Entries of every piece but the last. */
    public static final int ENTRIES = SubtreeRoots.PIECE;

    private static final int STORED = 2 * Integer.BYTES + Long.BYTES + Digest.LENGTH;

    private final List<Piece> pieces;
    private final int entries;

    private ReceiptPieces(List<Piece> pieces, int entries) {
        this.pieces = List.copyOf(pieces);
        this.entries = entries;
    }

    /**
     * One piece.
     *
     * @param before the row of the entry before it; -1 for the first piece
     * @param offset of its frame's content in the receipt's file form
     * @param length of that content, in bytes
     * @param root over its entries
     */
    public record Piece(int before, long offset, int length, Digest root) {}

    /** A row's entry and the proof of it. */
    public record Proved(long exposures, long gain, InclusionProof proof) {}

    /**
     * Finds the pieces of a receipt that was checked.
     *
     * @param receipt its file form
     * @param table its table
     */
    public static ReceiptPieces of(byte[] receipt, UsageTable table) {
        List<Piece> pieces = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(receipt);
        int at = ReceiptWriter.MAGIC.length;
        int done = 0;
        while (done < table.size()) {
            char kind = (char) (bytes.get(at) & 0xff);
            int length = bytes.getInt(at + 1);
            int content = at + ReceiptWriter.HEAD_BYTES;
            if (kind == 'T') {
                int to = Math.min(table.size(), done + ENTRIES);
                pieces.add(new Piece(
                        done == 0 ? -1 : table.rows()[done - 1],
                        content,
                        length,
                        slice(table, done, to).merkleTree().root()));
                done = to;
            }
            at = content + length + Integer.BYTES;
        }
        return new ReceiptPieces(pieces, table.size());
    }

    private static UsageTable slice(UsageTable table, int from, int to) {
        return new UsageTable(
                Arrays.copyOfRange(table.rows(), from, to),
                Arrays.copyOfRange(table.exposures(), from, to),
                Arrays.copyOfRange(table.gains(), from, to));
    }

    /** Bytes to keep beside the receipt: 48 a piece. */
    public byte[] bytes() {
        ByteBuffer bytes =
                ByteBuffer.allocate(Integer.BYTES + pieces.size() * STORED).putInt(entries);
        for (Piece piece : pieces) {
            bytes.putInt(piece.before())
                    .putLong(piece.offset())
                    .putInt(piece.length())
                    .put(piece.root().bytes());
        }
        return bytes.array();
    }

    /** What {@link #bytes} wrote. */
    public static ReceiptPieces parse(byte[] stored) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        int entries = bytes.getInt();
        List<Piece> pieces = new ArrayList<>(bytes.remaining() / STORED);
        while (bytes.hasRemaining()) {
            int before = bytes.getInt();
            long offset = bytes.getLong();
            int length = bytes.getInt();
            byte[] root = new byte[Digest.LENGTH];
            bytes.get(root);
            pieces.add(new Piece(before, offset, length, Digest.of(root)));
        }
        return new ReceiptPieces(pieces, entries);
    }

    /** The number of the piece that a row stands in, if it stands in the table; -1 for a row before all. */
    public int pieceOf(int row) {
        int low = 0;
        int high = pieces.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (pieces.get(middle).before() < row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return pieces.isEmpty() || row < 0 ? -1 : low;
    }

    /** Root of the whole table. */
    public Digest root() {
        return tree().root();
    }

    private MerkleTree tree() {
        return MerkleTree.of(pieces.stream().map(Piece::root).toList());
    }

    /** One of the pieces. */
    public Piece piece(int number) {
        return pieces.get(number);
    }

    /**
     * Proves one row.
     *
     * @param number {@link #pieceOf} the row
     * @param content that piece's bytes
     * @return empty when the table has no such row
     */
    public Optional<Proved> prove(int row, int number, byte[] content) {
        UsageTable table = decode(number, content);
        int entry = Arrays.binarySearch(table.rows(), row);
        if (entry < 0) {
            return Optional.empty();
        }
        List<Digest> path = new ArrayList<>(table.merkleTree().inclusion(entry).path());
        path.addAll(tree().inclusion(number).path());
        return Optional.of(new Proved(
                table.exposures(entry),
                table.gain(entry),
                new InclusionProof((long) number * ENTRIES + entry, entries, path)));
    }

    private UsageTable decode(int number, byte[] content) {
        int count = Math.min(ENTRIES, entries - number * ENTRIES);
        int[] rows = new int[count];
        long[] exposures = new long[count];
        long[] gains = new long[count];
        ByteBuffer in = ByteBuffer.wrap(content);
        int before = pieces.get(number).before();
        for (int i = 0; i < count; i++) {
            before = (int) (before + 1L + number(in));
            rows[i] = before;
        }
        for (int i = 0; i < count; i++) {
            exposures[i] = number(in);
        }
        for (int i = 0; i < count; i++) {
            long zigzag = number(in);
            gains[i] = zigzag >>> 1 ^ -(zigzag & 1);
        }
        return new UsageTable(rows, exposures, gains);
    }

    private static long number(ByteBuffer in) {
        long value = 0;
        int shift = 0;
        byte next;
        do {
            next = in.get();
            value |= (next & 0x7FL) << shift;
            shift += 7;
        } while (next < 0);
        return value;
    }
}

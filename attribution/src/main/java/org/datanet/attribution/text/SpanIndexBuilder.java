package org.datanet.attribution.text;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;

/**
 * Builds a {@link SpanIndex}: a suffix array over the places where words begin (Manber &amp; Myers 1993; sparse as in K&auml;rkk&auml;inen
 * &amp; Ukkonen 1996), sorted by the first {@link #DEPTH} bytes. Works in external memory: the text goes to a file and is mapped, its
 * suffixes are counted by their first two bytes, and runs of such buckets that fit the memory are sorted one after the other and
 * appended. The same texts give the same bytes whatever the memory or the number of threads.
 */
final class SpanIndexBuilder {
    /** Bytes by which suffixes are ordered. */
    static final int DEPTH = 512;

    static final long MAGIC = 0x444e5350414e3031L; // DNSPAN01
    private static final int BUCKETS = 1 << 16;

    private final Path directory;
    private final int suffixesInMemory;
    private final Progress progress;

    SpanIndexBuilder(Path directory, int suffixesInMemory, Progress progress) {
        this.directory = directory;
        this.suffixesInMemory = suffixesInMemory;
        this.progress = progress;
    }

    static Path text(Path directory) {
        return directory.resolve("text.bin");
    }

    static Path documents(Path directory) {
        return directory.resolve("documents.bin");
    }

    static Path suffixes(Path directory) {
        return directory.resolve("suffixes.bin");
    }

    static Path header(Path directory) {
        return directory.resolve("header.bin");
    }

    void build(Iterator<String> texts, Digest root) throws IOException {
        Files.createDirectories(directory);
        Files.deleteIfExists(header(directory));
        int documents = writeTexts(texts);
        MappedBytes text = new MappedBytes(text(directory));
        long[] counts = new long[BUCKETS];
        long words = walk(text, 0, BUCKETS - 1, (bucket, place) -> counts[bucket]++);
        progress.stage("sorting suffixes", words);
        try (FileChannel out = FileChannel.open(
                suffixes(directory),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            for (int from = 0; from < BUCKETS; ) {
                long size = counts[from];
                int to = from + 1;
                while (to < BUCKETS && size + counts[to] <= suffixesInMemory) {
                    size += counts[to++];
                }
                if (size > 0) {
                    append(out, sorted(text, from, to, counts, Math.toIntExact(size)));
                    progress.advance(size);
                }
                from = to;
            }
            out.force(true);
        }
        // The header comes last: a directory without one is an index that was never finished.
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(header(directory)))) {
            out.writeLong(MAGIC);
            out.writeInt(documents);
            out.writeLong(text.size());
            out.writeLong(words);
            out.write(root.bytes());
        }
    }

    /** Writes the canonical texts, a zero byte after each, and where each begins. */
    private int writeTexts(Iterator<String> texts) throws IOException {
        progress.stage("writing texts", 0);
        int documents = 0;
        long place = 0;
        try (BufferedOutputStream text = new BufferedOutputStream(Files.newOutputStream(text(directory)), 1 << 16);
                DataOutputStream starts = new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(documents(directory)), 1 << 16))) {
            while (texts.hasNext()) {
                byte[] bytes = CanonicalText.of(texts.next());
                starts.writeLong(place);
                text.write(bytes);
                text.write(0);
                place += bytes.length + 1L;
                documents++;
                progress.advance(1);
                if (place > 0xffffffffL) {
                    throw new IllegalArgumentException(
                            "an index holds at most 4 GB of text, document %d goes beyond; build several"
                                    .formatted(documents));
                }
            }
            starts.writeLong(place);
        }
        if (documents == 0) {
            throw new IllegalArgumentException("an index needs at least one text");
        }
        return documents;
    }

    @FunctionalInterface
    private interface Visitor {
        void at(int bucket, long place);
    }

    /** Visits the places where words begin whose first two bytes lie in the buckets [from, to]; returns how many there were. */
    private static long walk(MappedBytes text, int from, int to, Visitor visitor) {
        long count = 0;
        int before = 0;
        int b = text.at(0);
        for (long place = 0; place < text.size(); place++) {
            int next = text.at(place + 1);
            if (CanonicalText.startsWord(before, b)) {
                int bucket = b << 8 | next;
                if (bucket >= from && bucket <= to) {
                    visitor.at(bucket, place);
                    count++;
                }
            }
            before = b;
            b = next;
        }
        return count;
    }

    /** The suffixes of the buckets [from, to) in order. */
    private static int[] sorted(MappedBytes text, int from, int to, long[] counts, int size) {
        int[] places = new int[size];
        int[] ends = new int[to - from];
        int[] starts = new int[to - from + 1];
        for (int bucket = from; bucket < to; bucket++) {
            starts[bucket - from + 1] = starts[bucket - from] + (int) counts[bucket];
            ends[bucket - from] = starts[bucket - from];
        }
        walk(text, from, to - 1, (bucket, place) -> places[ends[bucket - from]++] = (int) place);
        long[] keys = new long[size];
        for (int bucket = 0; bucket < to - from; bucket++) {
            if (starts[bucket + 1] - starts[bucket] > 1) {
                ForkJoinPool.commonPool().invoke(new Sort(text, places, keys, starts[bucket], starts[bucket + 1], 0));
            }
        }
        return places;
    }

    private static void append(FileChannel out, int[] places) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        for (int place : places) {
            if (buffer.remaining() < Integer.BYTES) {
                drain(out, buffer);
            }
            buffer.putInt(place);
        }
        drain(out, buffer);
    }

    private static void drain(FileChannel out, ByteBuffer buffer) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
        buffer.clear();
    }

    /** Multikey quicksort (Bentley &amp; Sedgewick 1997) by eight bytes at a time; suffixes that agree to the depth go by place. */
    private static final class Sort extends RecursiveAction {
        private static final int ALONE = 1 << 13;
        private static final long SIGN = Long.MIN_VALUE;

        private final MappedBytes text;
        private final int[] places;
        private final long[] keys;
        private final int from;
        private final int to;
        private final int depth;

        Sort(MappedBytes text, int[] places, long[] keys, int from, int to, int depth) {
            this.text = text;
            this.places = places;
            this.keys = keys;
            this.from = from;
            this.to = to;
            this.depth = depth;
        }

        @Override
        protected void compute() {
            load(from, to, depth);
            quicksort(from, to, depth);
        }

        /** Reads the eight bytes at a depth; those past the end of the document are zeros, so that order ends with it. */
        private void load(int low, int high, int at) {
            for (int i = low; i < high; i++) {
                keys[i] = clean(text.word((places[i] & 0xffffffffL) + at)) ^ SIGN;
            }
        }

        private void quicksort(int first, int last, int at) {
            int low = first;
            int high = last;
            while (high - low > 1) {
                long pivot = median(keys[low], keys[low + high >>> 1], keys[high - 1]);
                int less = low;
                int i = low;
                int more = high;
                while (i < more) {
                    if (keys[i] < pivot) {
                        swap(less++, i++);
                    } else if (keys[i] > pivot) {
                        swap(i, --more);
                    } else {
                        i++;
                    }
                }
                if (less - low > ALONE && high - more > ALONE) {
                    Part right = new Part(more, high, at);
                    right.fork();
                    quicksort(low, less, at);
                    equal(less, more, at, pivot);
                    right.join();
                    return;
                }
                equal(less, more, at, pivot);
                // The smaller side by recursion, the larger by iteration: the stack stays logarithmic.
                if (less - low < high - more) {
                    quicksort(low, less, at);
                    low = more;
                } else {
                    quicksort(more, high, at);
                    high = less;
                }
            }
        }

        private void equal(int low, int high, int at, long pivot) {
            if (high - low < 2) {
                return;
            }
            boolean ended = ((pivot ^ SIGN) & 0xff) == 0;
            if (ended || at + Long.BYTES >= DEPTH) {
                byPlace(low, high);
            } else {
                load(low, high, at + Long.BYTES);
                quicksort(low, high, at + Long.BYTES);
            }
        }

        private void byPlace(int low, int high) {
            // Unsigned order: flip the sign, sort, flip back.
            for (int i = low; i < high; i++) {
                places[i] ^= Integer.MIN_VALUE;
            }
            Arrays.sort(places, low, high);
            for (int i = low; i < high; i++) {
                places[i] ^= Integer.MIN_VALUE;
            }
        }

        private static long median(long a, long b, long c) {
            return a < b ? (b < c ? b : Math.max(a, c)) : (a < c ? a : Math.max(b, c));
        }

        private void swap(int i, int j) {
            long key = keys[i];
            keys[i] = keys[j];
            keys[j] = key;
            int place = places[i];
            places[i] = places[j];
            places[j] = place;
        }

        private final class Part extends RecursiveAction {
            private final int low;
            private final int high;
            private final int at;

            Part(int low, int high, int at) {
                this.low = low;
                this.high = high;
                this.at = at;
            }

            @Override
            protected void compute() {
                quicksort(low, high, at);
            }
        }
    }

    /** The word with everything from its first zero byte on set to zero. */
    static long clean(long word) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            if ((word >>> shift & 0xff) == 0) {
                return shift == 56 ? 0 : word & -1L << shift + 8;
            }
        }
        return word;
    }
}

package org.datanet.usage;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
import org.datanet.proof.Ids;

/** Takes the canonical bytes of a receipt's header apart again. */
final class ReceiptHeaderReader {
    private final ByteBuffer in;
    private String field = "tag";

    private ReceiptHeaderReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    /** @throws IllegalArgumentException naming the field that is wrong */
    static UsageReceipt.Header read(byte[] bytes) {
        ReceiptHeaderReader reader = new ReceiptHeaderReader(bytes);
        try {
            return reader.header();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException("field " + reader.field + ": " + e.getMessage(), e);
        }
    }

    private UsageReceipt.Header header() {
        String tag = text("tag");
        if (!tag.equals("datanet-receipt-header-1")) {
            throw new IllegalArgumentException("\"" + Ids.excerpt(tag) + "\" is not \"datanet-receipt-header-1\"");
        }
        RunId run = new RunId(text("run"));
        String model = text("model");
        Digest fingerprint = digest("model fingerprint");
        String framework = text("framework");
        DatanetId datanet = new DatanetId(text("datanet"));
        String version = text("version");
        DatanetRef ref = new DatanetRef(datanet, version, integer("rows"), digest("datanet root"));
        PayerId payer = new PayerId(text("payer"));
        BigInteger fee = amount("fee");
        Instant started = instant("started");
        Instant ended = instant("ended");
        RunState state = RunState.valueOf(text("state"));
        String method = text("method");
        double residual = Double.longBitsToDouble(number("residual"));
        String resumes = text("resumes");
        Optional<RunId> earlier = resumes.isEmpty() ? Optional.empty() : Optional.of(new RunId(resumes));
        int count = integer("notes");
        List<String> notes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            notes.add(text("note " + (i + 1)));
        }
        int entries = integer("entries");
        Digest root = digest("table root");
        field = "end";
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes follow the last field");
        }
        return new UsageReceipt.Header(
                run,
                model,
                fingerprint,
                framework,
                ref,
                payer,
                fee,
                started,
                ended,
                state,
                method,
                residual,
                earlier,
                notes,
                entries,
                root);
    }

    private byte[] take(String name, int size) {
        field = name;
        if (size < 0 || size > in.remaining()) {
            throw new IllegalArgumentException(
                    "needs %d bytes, %d are left".formatted(size & 0xffff_ffffL, in.remaining()));
        }
        byte[] bytes = new byte[size];
        in.get(bytes);
        return bytes;
    }

    private byte[] sized(String name) {
        return take(name, ByteBuffer.wrap(take(name, Integer.BYTES)).getInt());
    }

    private String text(String name) {
        byte[] bytes = sized(name);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("is not in UTF-8", e);
        }
    }

    private BigInteger amount(String name) {
        byte[] bytes = sized(name);
        if (bytes.length == 0) {
            throw new IllegalArgumentException("a number has at least one byte");
        }
        return new BigInteger(bytes);
    }

    private int integer(String name) {
        int value = ByteBuffer.wrap(take(name, Integer.BYTES)).getInt();
        if (value < 0) {
            throw new IllegalArgumentException("is 0 or more, not " + value);
        }
        return value;
    }

    private long number(String name) {
        return ByteBuffer.wrap(take(name, Long.BYTES)).getLong();
    }

    private Digest digest(String name) {
        return Digest.of(take(name, Digest.LENGTH));
    }

    private Instant instant(String name) {
        return Instant.ofEpochMilli(number(name));
    }
}

package org.datanet.usage;

import java.math.BigInteger;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;

/**
 * Who used which rows of a Datanet, how often, and how much each helped; signed by the recorder. The signature proves who said
 * so, not that it is so.
 *
 * @param header everything but the table
 * @param table the rows
 * @param publicKey X.509 encoding of the recorder's Ed25519 key
 * @param signature Ed25519 over {@link Header#bytes()}
 */
public record UsageReceipt(Header header, UsageTable table, byte[] publicKey, byte[] signature) {
    public UsageReceipt {
        publicKey = publicKey.clone();
        signature = signature.clone();
    }

    /** Makes and signs a receipt. */
    public static UsageReceipt sign(Header header, UsageTable table, Signer signer) {
        return new UsageReceipt(header, table, signer.publicKey().getEncoded(), signer.sign(header.bytes()));
    }

    public RunId run() {
        return header.run();
    }

    /** What stands for the receipt in a ledger: SHA-256 of header, key and signature. */
    public Digest digest() {
        return CanonicalBytes.tagged("datanet-receipt-1")
                .bytes(header.bytes())
                .bytes(publicKey)
                .bytes(signature)
                .toDigest();
    }

    /** Whether the signature holds under the key and the table is the one that was signed; costs two hashes a row. */
    public boolean verify(PublicKey key) {
        return Arrays.equals(key.getEncoded(), publicKey)
                && Signer.verify(key, header.bytes(), signature)
                && hasSignedTable();
    }

    /** Whether the table is the one that the header stands for; says nothing of the signature. Costs two hashes a row. */
    public boolean hasSignedTable() {
        return table.size() == header.entries() && table.root().equals(header.tableRoot());
    }

    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UsageReceipt receipt && digest().equals(receipt.digest());
    }

    @Override
    public int hashCode() {
        return digest().hashCode();
    }

    /** Short, for logs: the run, how many rows, and the digest. */
    @Override
    public String toString() {
        return "receipt of run %s, %d rows, %s".formatted(run(), table.size(), digest());
    }

    /**
     * The signed part.
     *
     * @param run id of run and receipt
     * @param model name of the model
     * @param modelFingerprint SHA-256 of the trained parameters; {@link Digest#EMPTY} where there is none
     * @param framework name and version
     * @param datanet the state of the Datanet whose rows the table names
     * @param payer who pays
     * @param fee integer base units, 0 or more
     * @param started by the recorder's clock
     * @param ended not before {@code started}
     * @param state how the run ended
     * @param method how gains were measured: "exposure" for not at all
     * @param residual sum of gains minus true drop of the validation loss, as a share of that drop; 0 for exposure
     * @param resumes the run that this one goes on from
     * @param notes labels that readers must know
     * @param entries rows of the table
     * @param tableRoot RFC 9162 root over the table's entries
     */
    public record Header(
            RunId run,
            String model,
            Digest modelFingerprint,
            String framework,
            DatanetRef datanet,
            PayerId payer,
            BigInteger fee,
            Instant started,
            Instant ended,
            RunState state,
            String method,
            double residual,
            Optional<RunId> resumes,
            List<String> notes,
            int entries,
            Digest tableRoot) {
        public Header {
            notes = List.copyOf(notes);
            started = Instant.ofEpochMilli(started.toEpochMilli());
            ended = Instant.ofEpochMilli(ended.toEpochMilli());
            if (fee.signum() < 0) {
                throw new IllegalArgumentException("a fee is 0 or more base units, not " + fee);
            }
            if (ended.isBefore(started)) {
                throw new IllegalArgumentException("run %s ended %s before it started, at %s"
                        .formatted(run, Duration.between(ended, started), started));
            }
            if (!Double.isFinite(residual)) {
                throw new IllegalArgumentException("a residual is a finite number, not " + residual);
            }
            if (entries < 0) {
                throw new IllegalArgumentException("a table has 0 or more rows, not " + entries);
            }
        }

        /**
         * Reads what {@link #bytes} wrote.
         *
         * @throws IllegalArgumentException naming the field that is wrong
         */
        public static Header of(byte[] bytes) {
            return ReceiptHeaderReader.read(bytes);
        }

        /** The canonical bytes that are signed. */
        public byte[] bytes() {
            CanonicalBytes bytes = CanonicalBytes.tagged("datanet-receipt-header-1")
                    .text(run.value())
                    .text(model)
                    .digest(modelFingerprint)
                    .text(framework);
            datanet.appendTo(bytes)
                    .text(payer.value())
                    .number(fee)
                    .instant(started)
                    .instant(ended)
                    .text(state.name())
                    .text(method)
                    .number(residual)
                    .text(resumes.map(RunId::value).orElse(""))
                    .number(notes.size());
            notes.forEach(bytes::text);
            return bytes.number(entries).digest(tableRoot).toByteArray();
        }
    }
}

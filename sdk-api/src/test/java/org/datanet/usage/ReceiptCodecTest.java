package org.datanet.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptCodecTest {
    private static final KeyPair KEYS = keys();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4_095, 4_096, 4_097, 20_000, 70_000})
    void a_receipt_comes_back_as_it_was_written(int entries) throws IOException {
        UsageReceipt receipt = receipt(entries, entries + 1);
        byte[] bytes = ReceiptCodec.toBytes(receipt);

        UsageReceipt back = read(bytes);

        assertThat(back).isEqualTo(receipt);
        assertThat(back.header()).isEqualTo(receipt.header());
        assertThat(back.table().rows()).isEqualTo(receipt.table().rows());
        assertThat(back.table().exposures()).isEqualTo(receipt.table().exposures());
        assertThat(back.table().gains()).isEqualTo(receipt.table().gains());
        assertThat(back.verify(KEYS.getPublic())).isTrue();
        assertThat(ReceiptCodec.toBytes(back)).isEqualTo(bytes);
        assertThat(verify(bytes).digest()).isEqualTo(receipt.digest());
        assertThat(verify(bytes).publicKey()).isEqualTo(KEYS.getPublic().getEncoded());
    }

    @Test
    void the_root_of_a_table_is_the_root_of_its_merkle_tree() {
        for (int entries : new int[] {0, 1, 2, 3, 4_095, 4_096, 4_097, 8_192, 8_193, 12_289, 40_000}) {
            UsageTable table = table(entries, 5);
            assertThat(table.root())
                    .as("%d entries", entries)
                    .isEqualTo(table.merkleTree().root());
        }
    }

    @Test
    void extreme_numbers_survive() throws IOException {
        UsageTable table = new UsageTable(new int[] {0, Integer.MAX_VALUE}, new long[] {Long.MAX_VALUE, 0}, new long[] {
            Long.MIN_VALUE, Long.MAX_VALUE
        });
        UsageReceipt receipt = sign(table, BigInteger.TEN.pow(40));

        assertThat(read(ReceiptCodec.toBytes(receipt)).table().gains()).containsExactly(Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(read(ReceiptCodec.toBytes(receipt))).isEqualTo(receipt);
    }

    @Test
    void any_single_flipped_byte_is_found_and_its_part_named() {
        byte[] bytes = ReceiptCodec.toBytes(receipt(300, 7));
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= (byte) (1 + random.nextInt(255));
            int at = i;
            assertThatExceptionOfType(ReceiptFormatException.class)
                    .as("byte %d", at)
                    .isThrownBy(() -> verify(changed))
                    .satisfies(e -> {
                        assertThat(e.part())
                                .isIn("magic", "header", "table entries 0 to 299", "public key", "signature");
                        assertThat(e.offset()).isLessThanOrEqualTo(at);
                        assertThat(e).hasMessageStartingWith("test.receipt: " + e.part() + " at byte " + e.offset());
                    });
        }
    }

    @Test
    void a_receipt_cut_short_anywhere_is_refused() {
        byte[] bytes = ReceiptCodec.toBytes(receipt(50, 7));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(cut)).as("%d bytes", length).isInstanceOf(ReceiptFormatException.class);
        }
    }

    @Test
    void bytes_after_the_end_are_refused() {
        byte[] bytes = ReceiptCodec.toBytes(receipt(5, 7));
        assertThatThrownBy(() -> read(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(ReceiptFormatException.class)
                .hasMessageContaining("bytes follow the receipt");
    }

    @Test
    void a_table_that_was_not_signed_is_named() {
        UsageReceipt receipt = receipt(10, 7);
        UsageTable better = table(10, 8);
        byte[] forged = ReceiptCodec.toBytes(
                new UsageReceipt(receipt.header(), better, receipt.publicKey(), receipt.signature()));

        assertThatThrownBy(() -> verify(forged))
                .isInstanceOf(ReceiptFormatException.class)
                .hasMessageContaining("table of run nightly-7")
                .hasMessageContaining("Merkle root");
    }

    @Test
    void a_signature_of_another_header_is_named() {
        UsageReceipt receipt = receipt(10, 7);
        byte[] forged = ReceiptCodec.toBytes(new UsageReceipt(
                receipt.header(),
                receipt.table(),
                receipt.publicKey(),
                receipt(10, 8).signature()));

        assertThatThrownBy(() -> verify(forged))
                .isInstanceOf(ReceiptFormatException.class)
                .hasMessageContaining("signature of run nightly-7");
    }

    @Test
    void limits_are_kept_before_memory_is_spent() {
        byte[] bytes = ReceiptCodec.toBytes(receipt(10, 7));
        assertThatThrownBy(() -> ReceiptCodec.read(
                        new ByteArrayInputStream(bytes), "small", new ReceiptCodec.Limits(1 << 20, 9)))
                .hasMessageContaining("a table of 10 entries is above the limit of 9");
        assertThatThrownBy(() ->
                        ReceiptCodec.read(new ByteArrayInputStream(bytes), "small", new ReceiptCodec.Limits(100, 9)))
                .hasMessageContaining("above the limit of 100");
    }

    @Test
    void a_file_is_written_whole_and_verified(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a" + ReceiptCodec.EXTENSION);
        UsageReceipt receipt = receipt(100, 7);
        ReceiptCodec.write(receipt, file);

        assertThat(ReceiptCodec.read(file)).isEqualTo(receipt);
        assertThat(ReceiptCodec.verify(file).header()).isEqualTo(receipt.header());
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    private static ReceiptCodec.Verified verify(byte[] bytes) throws IOException {
        return ReceiptCodec.verify(new ByteArrayInputStream(bytes), "test.receipt", ReceiptCodec.Limits.DEFAULT);
    }

    private static UsageReceipt read(byte[] bytes) throws IOException {
        return ReceiptCodec.read(new ByteArrayInputStream(bytes), "test.receipt", ReceiptCodec.Limits.DEFAULT);
    }

    private static UsageReceipt receipt(int entries, long seed) {
        UsageTable table = table(entries, seed);
        return sign(table, BigInteger.valueOf(1_000 + seed));
    }

    private static UsageReceipt sign(UsageTable table, BigInteger fee) {
        UsageReceipt.Header header = new UsageReceipt.Header(
                new RunId("nightly-7"),
                "digits",
                Digest.sha256(new byte[] {1}),
                "test 1",
                new DatanetRef(new DatanetId("optdigits"), "1", Integer.MAX_VALUE, Digest.EMPTY),
                new PayerId("acme"),
                fee,
                Instant.parse("2025-01-01T00:00:00Z"),
                Instant.parse("2025-01-01T00:01:00Z"),
                RunState.COMPLETED,
                "in-run gain",
                -0.25,
                Optional.of(new RunId("nightly-6")),
                List.of("SGD proxy", "größer"),
                table.size(),
                table.root());
        return UsageReceipt.sign(header, table, Signer.of(KEYS));
    }

    private static UsageTable table(int entries, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] rows = new int[entries];
        long[] exposures = new long[entries];
        long[] gains = new long[entries];
        int row = -1;
        for (int i = 0; i < entries; i++) {
            row += 1 + (random.nextInt(4) == 0 ? random.nextInt(1000) : 0);
            rows[i] = row;
            exposures[i] = random.nextInt(40);
            gains[i] = random.nextLong(-1_000_000, 1_000_000);
        }
        return new UsageTable(rows, exposures, gains);
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

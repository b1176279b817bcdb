package org.datanet.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import org.datanet.io.InvalidInputException.Place;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.jspecify.annotations.Nullable;

/**
 * Ed25519 keys (RFC 8032) in files: the private key as PKCS#8 PEM (RFC 8410) that only its owner may read, and beside it, with
 * {@code .pub} added to its name, the public key as X.509 PEM. A private key that others may read is refused. Stateless.
 */
public final class KeyFiles {
    private static final HexFormat HEX = HexFormat.of();
    /** RFC 8410: version 0, algorithm 1.3.101.112, an octet string in an octet string of 32 bytes. */
    private static final byte[] PKCS8 = HEX.parseHex("302e020100300506032b657004220420");

    /** RFC 8410: algorithm 1.3.101.112, a bit string of 32 bytes. */
    private static final byte[] X509 = HEX.parseHex("302a300506032b6570032100");

    private KeyFiles() {}

    /**
     * Creates a key pair and writes both files; the private one with mode 0600 from its first byte on.
     *
     * @throws FileAlreadyExistsException when there is a key already: a lost key cannot be replaced
     */
    public static KeyPair create(Path file) throws IOException {
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        KeyPair pair = pair(seed);
        write(file, pair, seed);
        return pair;
    }

    /**
     * Writes a pair that {@link #unsafeFromSeed} made, for demonstrations and tests.
     *
     * @throws FileAlreadyExistsException when there is a key already
     */
    public static KeyPair createUnsafe(Path file, long seed) throws IOException {
        byte[] bytes = seedBytes(seed);
        KeyPair pair = pair(bytes);
        write(file, pair, bytes);
        return pair;
    }

    private static void write(Path file, KeyPair pair, byte[] seed) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString(), null, "there is a key already; name another file");
        }
        // The public half first: whoever finds the private one, also after a crash, finds both.
        AtomicFile.write(
                publicFile(file),
                out -> out.write(pem("PUBLIC KEY", pair.getPublic().getEncoded())));
        AtomicFile.writeSecret(file, out -> out.write(pem("PRIVATE KEY", concat(PKCS8, seed))));
    }

    /** Where the public half of a private key file stands. */
    public static Path publicFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".pub");
    }

    /**
     * Reads a private key and gives its pair.
     *
     * @throws InvalidInputException when there is no such file, it is no Ed25519 key, or others than its owner may read it
     */
    public static KeyPair read(Path file) {
        refuseIfShared(file);
        byte[] der = der(file, "PRIVATE KEY");
        if (der.length != PKCS8.length + 32 || !Arrays.equals(PKCS8, 0, PKCS8.length, der, 0, PKCS8.length)) {
            throw notAKey(file, null);
        }
        return pair(Arrays.copyOfRange(der, PKCS8.length, der.length));
    }

    /** Reads a private key as a signer. */
    public static Signer signer(Path file) {
        return Signer.of(read(file));
    }

    /**
     * Reads a public key.
     *
     * @throws InvalidInputException when there is no such file or it is no Ed25519 key
     */
    public static PublicKey readPublic(Path file) {
        try {
            return publicKey(der(file, "PUBLIC KEY"));
        } catch (IllegalArgumentException e) {
            throw notAKey(file, e);
        }
    }

    /**
     * The public key of an X.509 encoding.
     *
     * @throws IllegalArgumentException when it is no Ed25519 key
     */
    public static PublicKey publicKey(byte[] encoded) {
        if (encoded.length != X509.length + 32 || !Arrays.equals(X509, 0, X509.length, encoded, 0, X509.length)) {
            throw new IllegalArgumentException("not an Ed25519 public key in X.509 form");
        }
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an Ed25519 public key in X.509 form", e);
        }
    }

    /** A short name of a public key that people can compare: the first 16 hex digits of the SHA-256 of its encoding. */
    public static String fingerprint(PublicKey key) {
        return Digest.sha256(key.getEncoded()).hex().substring(0, 16);
    }

    /**
     * A pair that follows from a number. <b>Unsafe for anything but demonstrations and tests</b>: whoever guesses the number has
     * the key.
     */
    public static KeyPair unsafeFromSeed(long seed) {
        return pair(seedBytes(seed));
    }

    private static byte[] seedBytes(long seed) {
        return CanonicalBytes.tagged("datanet-unsafe-key-1")
                .number(seed)
                .toDigest()
                .bytes();
    }

    /** The pair of the 32 bytes from which RFC 8032, section 5.1.5, derives everything else. */
    private static KeyPair pair(byte[] seed) {
        try {
            PrivateKey privateKey =
                    KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(concat(PKCS8, seed)));
            // The JDK derives the public key only when it generates a pair, so it is handed the seed as its randomness.
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed));
            KeyPair pair = generator.generateKeyPair();
            byte[] generated = KeyFactory.getInstance("Ed25519")
                    .getKeySpec(pair.getPrivate(), EdECPrivateKeySpec.class)
                    .getBytes();
            byte[] expected = KeyFactory.getInstance("Ed25519")
                    .getKeySpec(privateKey, EdECPrivateKeySpec.class)
                    .getBytes();
            if (!Arrays.equals(generated, expected)) {
                throw new IllegalStateException(
                        "this Java platform's Ed25519 generator does not take its seed as it is");
            }
            return new KeyPair(pair.getPublic(), privateKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform lacks Ed25519", e);
        }
    }

    private static byte[] concat(byte[] head, byte[] tail) {
        byte[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }

    private static byte[] pem(String kind, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(kind, body, kind)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] der(Path file, String kind) {
        String text;
        try {
            if (Files.size(file) > 10_000) {
                throw notAKey(file, null);
            }
            text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw TextInput.unreadable(file, e);
        }
        String begin = "-----BEGIN " + kind + "-----";
        String end = "-----END " + kind + "-----";
        if (!text.startsWith(begin) || !text.endsWith(end)) {
            throw notAKey(file, null);
        }
        try {
            return Base64.getDecoder()
                    .decode(text.substring(begin.length(), text.length() - end.length())
                            .replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw notAKey(file, e);
        }
    }

    private static InvalidInputException notAKey(Path file, @Nullable Throwable cause) {
        return new InvalidInputException(
                Place.of(file),
                "is no Ed25519 key in PEM form",
                "",
                "name one that was created here, or by \"openssl genpkey -algorithm ed25519\"",
                cause);
    }

    private static void refuseIfShared(Path file) {
        if (!AtomicFile.isPosix(file) || !Files.exists(file)) {
            return;
        }
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            String shown = PosixFilePermissions.toString(permissions);
            if (!shown.endsWith("------")) {
                throw new InvalidInputException(
                        Place.of(file),
                        "is a private key that others than its owner may use (" + shown + ")",
                        shown,
                        "run \"chmod 600 " + file + "\" and consider the key known");
            }
        } catch (IOException e) {
            throw TextInput.unreadable(file, e);
        }
    }

    /** Randomness that hands out the given bytes once. */
    private static final class FixedRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] seed;

        FixedRandom(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}

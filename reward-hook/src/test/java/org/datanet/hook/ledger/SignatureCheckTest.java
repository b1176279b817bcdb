package org.datanet.hook.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.datanet.proof.Signer;
import org.junit.jupiter.api.Test;

/** The quick check of signatures never says yes where the platform, which auditors ask, says no; and says yes to what people sign. */
class SignatureCheckTest {
    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger L =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BigInteger D = BigInteger.valueOf(-121_665)
            .multiply(BigInteger.valueOf(121_666).modInverse(P))
            .mod(P);

    private final QuickAcceptance quick = new QuickAcceptance();
    private final SignatureCheck check = SignatureCheck.best();

    /** A point of the curve by its definition (RFC 8032, section 5.1), slow and plain. */
    private record Point(BigInteger x, BigInteger y) {
        static final Point NEUTRAL = new Point(BigInteger.ZERO, BigInteger.ONE);
        static final Point BASE = withY(BigInteger.valueOf(4)
                .multiply(BigInteger.valueOf(5).modInverse(P))
                .mod(P));

        static Point withY(BigInteger y) {
            BigInteger yy = y.multiply(y);
            BigInteger xx = yy.subtract(BigInteger.ONE)
                    .multiply(D.multiply(yy).add(BigInteger.ONE).modInverse(P))
                    .mod(P);
            BigInteger x = xx.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
            if (!x.multiply(x).mod(P).equals(xx)) {
                x = x.multiply(BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P))
                        .mod(P);
            }
            if (!x.multiply(x).mod(P).equals(xx)) {
                throw new ArithmeticException("no point");
            }
            return new Point(x.testBit(0) ? P.subtract(x) : x, y);
        }

        Point plus(Point other) {
            BigInteger mixed = D.multiply(x).multiply(other.x).multiply(y).multiply(other.y);
            BigInteger left = x.multiply(other.y).add(other.x.multiply(y));
            BigInteger right = y.multiply(other.y).add(x.multiply(other.x));
            return new Point(
                    left.multiply(BigInteger.ONE.add(mixed).modInverse(P)).mod(P),
                    right.multiply(BigInteger.ONE.subtract(mixed).modInverse(P)).mod(P));
        }

        Point times(BigInteger factor) {
            Point sum = NEUTRAL;
            for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
                sum = sum.plus(sum);
                if (factor.testBit(bit)) {
                    sum = sum.plus(this);
                }
            }
            return sum;
        }

        byte[] bytes() {
            byte[] bytes = little(y);
            bytes[31] |= (byte) (x.testBit(0) ? 0x80 : 0);
            return bytes;
        }

        /** A generator of the eight points whose order divides 8. */
        static Point ofOrderEight() {
            for (int y = 2; ; y++) {
                try {
                    Point torsion = withY(BigInteger.valueOf(y)).times(L);
                    if (!torsion.times(BigInteger.valueOf(4)).equals(NEUTRAL)) {
                        return torsion;
                    }
                } catch (ArithmeticException e) {
                    // No point has this y.
                }
            }
        }
    }

    private static byte[] little(BigInteger value) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = value.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }

    private static byte[] x509(byte[] key) {
        return join(HexFormat.of().parseHex("302a300506032b6570032100"), key);
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] joined = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    private static BigInteger hash(byte[] r, byte[] key, byte[] message) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-512");
        sha.update(r);
        sha.update(key);
        byte[] digest = sha.digest(message);
        BigInteger value = BigInteger.ZERO;
        for (int i = digest.length - 1; i >= 0; i--) {
            value = value.shiftLeft(8).or(BigInteger.valueOf(digest[i] & 0xff));
        }
        return value.mod(L);
    }

    private boolean platform(byte[] key, byte[] message, byte[] signature) {
        return Signer.verify(Signer.publicKey(x509(key)), message, signature);
    }

    @Test
    void what_people_sign_is_accepted_and_any_change_refused() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 20; round++) {
            Signer signer = Signer.of(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
            byte[] key = signer.publicKey().getEncoded();
            byte[] message = new byte[random.nextInt(300)];
            random.nextBytes(message);
            byte[] signature = signer.sign(message);

            assertThat(quick.accepts(key, message, signature)).isTrue();
            assertThat(check.holds(key, message, signature)).isTrue();
            for (int change = 0; change < 20; change++) {
                byte[] changed = signature.clone();
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
                assertThat(check.holds(key, message, changed)).isFalse();
            }
            assertThat(check.holds(key, join(message, new byte[1]), signature)).isFalse();
            assertThat(check.holds(key, message, join(signature, new byte[1]))).isFalse();
            assertThat(check.holds(key, message, new byte[0])).isFalse();
            // The same point with S + L, which RFC 8032 forbids.
            byte[] twice = signature.clone();
            BigInteger s = BigInteger.ZERO;
            for (int i = 63; i >= 32; i--) {
                s = s.shiftLeft(8).or(BigInteger.valueOf(twice[i] & 0xff));
            }
            System.arraycopy(little(s.add(L)), 0, twice, 32, 32);
            assertThat(check.holds(key, message, twice)).isFalse();
        }
    }

    @Test
    void points_of_small_order_win_nothing_that_the_platform_would_not_give() throws Exception {
        Point eighth = Point.ofOrderEight();
        List<byte[]> small = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            small.add(eighth.times(BigInteger.valueOf(i)).bytes());
        }
        int accepted = 0;
        for (byte[] key : small) {
            for (byte[] r : small) {
                byte[] signature = join(r, new byte[32]);
                for (byte m = 0; m < 4; m++) {
                    byte[] message = {m};
                    boolean holds = platform(key, message, signature);
                    accepted += holds ? 1 : 0;
                    assertThat(quick.accepts(x509(key), message, signature)).isFalse();
                    assertThat(check.holds(x509(key), message, signature)).isEqualTo(holds);
                }
            }
        }
        assertThat(accepted)
                .as("signatures under keys of small order that the platform accepts")
                .isPositive();
    }

    @Test
    void a_signer_who_adds_a_point_of_small_order_passes_the_library_and_not_the_check() throws Exception {
        SplittableRandom random = new SplittableRandom(3);
        Point half = Point.ofOrderEight().times(BigInteger.valueOf(4));
        BigInteger a = new BigInteger(250, new java.util.Random(1));
        byte[] key = Point.BASE.times(a).bytes();
        int passed = 0;
        for (int round = 0; round < 24; round++) {
            byte[] message = new byte[16];
            random.nextBytes(message);
            BigInteger r = new BigInteger(250, new java.util.Random(round + 2L));
            Point point = Point.BASE.times(r);
            byte[] honest = point.bytes();
            BigInteger s = r.add(hash(honest, key, message).multiply(a)).mod(L);
            assertThat(quick.accepts(x509(key), message, join(honest, little(s))))
                    .isTrue();
            assertThat(platform(key, message, join(honest, little(s)))).isTrue();

            byte[] twisted = point.plus(half).bytes();
            byte[] signature = join(
                    twisted,
                    little(r.add(hash(twisted, key, message).multiply(a)).mod(L)));
            assertThat(platform(key, message, signature)).isFalse();
            assertThat(check.holds(x509(key), message, signature)).isFalse();
            passed += Ed25519.verify(signature, 0, key, 0, message, 0, message.length) ? 1 : 0;
        }
        assertThat(passed).as("what the library alone lets through").isPositive();
    }

    @Test
    void what_is_no_key_is_refused_by_name() {
        assertThatThrownBy(() -> check.holds(new byte[44], new byte[1], new byte[64]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("44 bytes are not the X.509 encoding");
    }

    @Test
    void without_the_library_the_platform_decides_alone() throws Exception {
        URL classes = SignatureCheck.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader without = new URLClassLoader(new URL[] {classes}, SignatureCheck.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.startsWith("org.bouncycastle.")) {
                    throw new ClassNotFoundException(name);
                }
                if (name.startsWith("org.datanet.hook.ledger.") && findLoadedClass(name) == null) {
                    return findClass(name);
                }
                return super.loadClass(name, resolve);
            }
        }) {
            Class<?> type = without.loadClass(SignatureCheck.class.getName());
            var best = type.getDeclaredMethod("best");
            best.setAccessible(true);
            var holds = type.getDeclaredMethod("holds", byte[].class, byte[].class, byte[].class);
            holds.setAccessible(true);
            Signer signer = Signer.of(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
            byte[] message = {1, 2, 3};
            byte[] key = signer.publicKey().getEncoded();

            assertThat(holds.invoke(best.invoke(null), key, message, signer.sign(message)))
                    .isEqualTo(true);
            assertThat(holds.invoke(best.invoke(null), key, message, new byte[64]))
                    .isEqualTo(false);
        }
    }
}

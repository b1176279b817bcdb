package org.datanet.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.datanet.io.InvalidInputException.Place;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.jspecify.annotations.Nullable;

/**
 * {@code manifest.json}: every file of a folder with its size and SHA-256, signed with Ed25519, so that a folder can be handed
 * on whole and any changed, missing or added file is named.
 *
 * @param files in ascending order of path
 * @param publicKey X.509 encoding of the signer's key
 * @param signature over {@link #signedBytes}
 */
public record Manifest(List<Entry> files, byte[] publicKey, byte[] signature) {
    /** The format's name and version. */
    public static final String FORMAT = "datanet-manifest/1";

    /** The name of the file. */
    public static final String FILE = "manifest.json";

    public Manifest {
        files = List.copyOf(files);
        publicKey = publicKey.clone();
        signature = signature.clone();
    }

    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /**
     * One file.
     *
     * @param path relative to the folder, with slashes
     * @param size in bytes
     * @param sha256 of its bytes
     */
    public record Entry(String path, long size, Digest sha256) {
        public Entry {
            if (path.isEmpty()
                    || path.startsWith("/")
                    || path.contains("\\")
                    || path.contains(":")
                    || List.of(path.split("/", -1)).stream()
                            .anyMatch(part -> part.isEmpty() || part.equals("..") || part.equals("."))) {
                throw new IllegalArgumentException("a path stays within its folder, not \"" + path + "\"");
            }
            if (size < 0) {
                throw new IllegalArgumentException("a size is 0 or more, not " + size);
            }
        }
    }

    /** What is signed. */
    public byte[] signedBytes() {
        return signedBytes(files);
    }

    private static byte[] signedBytes(List<Entry> files) {
        CanonicalBytes bytes = CanonicalBytes.tagged("datanet-manifest-1").number(files.size());
        for (Entry entry : files) {
            bytes.text(entry.path()).number(entry.size()).digest(entry.sha256());
        }
        return bytes.toByteArray();
    }

    /** Writes the manifest of everything that a folder holds now. */
    public static Manifest write(Path folder, Signer signer) throws IOException {
        List<Entry> files = new ArrayList<>();
        for (String path : list(folder)) {
            Path file = folder.resolve(path);
            files.add(new Entry(path, Files.size(file), sha256(file)));
        }
        Manifest manifest = new Manifest(files, signer.publicKey().getEncoded(), signer.sign(signedBytes(files)));
        Document.INSTANCE.write(manifest, folder.resolve(FILE));
        return manifest;
    }

    /**
     * Reads a manifest, without looking at the files that it names.
     *
     * @throws InvalidInputException when it is not such a file or was changed after it was written
     */
    public static Manifest read(Path file) {
        return Document.INSTANCE.read(file, ReadLimits.defaults());
    }

    /**
     * Checks a folder against its manifest: the signature and every file.
     *
     * @param trusted the key that must have signed; without it the manifest's own key is taken, which shows that the folder is
     *     whole but not whose it is
     */
    public static Verification verify(Path folder, Optional<PublicKey> trusted) {
        Path file = folder.resolve(FILE);
        Checks checks = new Checks();
        Manifest manifest = Document.INSTANCE.check(file, ReadLimits.defaults(), checks);
        if (manifest != null) {
            manifest.checkSignature(file, trusted, checks);
            manifest.checkFiles(folder, checks);
        }
        return new Verification(folder, "folder", checks.all());
    }

    private void checkSignature(Path file, Optional<PublicKey> trusted, Checks checks) {
        PublicKey key;
        try {
            key = KeyFiles.publicKey(publicKey);
        } catch (IllegalArgumentException e) {
            checks.failed("signature", Place.of(file), "publicKey is " + e.getMessage(), "fetch the folder again");
            return;
        }
        if (trusted.isPresent() && !trusted.get().equals(key)) {
            checks.failed(
                    "signature",
                    Place.of(file),
                    "is signed by key %s, not by the trusted key %s"
                            .formatted(KeyFiles.fingerprint(key), KeyFiles.fingerprint(trusted.get())),
                    "ask the owner for the right key");
        } else if (!Signer.verify(key, signedBytes(), signature)) {
            checks.failed("signature", Place.of(file), "the signature does not hold", "fetch the folder again");
        } else {
            checks.held(
                    "signature",
                    trusted.isPresent()
                            ? "signed by the trusted key " + KeyFiles.fingerprint(key)
                            : "signed by key %s, which is the manifest's own: compare it with the owner's"
                                    .formatted(KeyFiles.fingerprint(key)));
        }
    }

    private void checkFiles(Path folder, Checks checks) {
        try {
            TreeSet<String> unlisted = list(folder);
            for (Entry entry : files) {
                Path file = folder.resolve(entry.path());
                if (!unlisted.remove(entry.path())) {
                    checks.failed(entry.path(), Place.of(file), "is missing", "fetch the folder again, whole");
                } else if (Files.size(file) != entry.size()) {
                    checks.failed(
                            entry.path(),
                            Place.of(file),
                            "has %d bytes, but the manifest says %d".formatted(Files.size(file), entry.size()),
                            "fetch the file again");
                } else if (!sha256(file).equals(entry.sha256())) {
                    checks.failed(
                            entry.path(),
                            Place.of(file),
                            "is not the file that was signed: its SHA-256 differs",
                            "fetch the file again");
                } else {
                    checks.held(entry.path(), "%d bytes".formatted(entry.size()));
                }
            }
            for (String path : unlisted) {
                checks.failed(
                        path,
                        Place.of(folder.resolve(path)),
                        "is not in the manifest",
                        "remove it or sign the folder again");
            }
        } catch (IOException e) {
            throw TextInput.unreadable(folder, e);
        }
    }

    /** Paths of all files but the manifest; symbolic links are refused, because they may lead out of the folder. */
    private static TreeSet<String> list(Path folder) throws IOException {
        TreeSet<String> paths = new TreeSet<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new InvalidInputException(
                            Place.of(file), "is a link or no plain file", "", "put the file itself in the folder");
                }
                if (!path.equals(FILE)) {
                    paths.add(path);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return paths;
    }

    static Digest sha256(Path file) throws IOException {
        MessageDigest sha = Digest.newSha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                sha.update(buffer, 0, got);
            }
        }
        return Digest.of(sha.digest());
    }

    /** The file form. */
    static final class Document extends JsonDocument<Manifest> {
        static final Document INSTANCE = new Document();

        private Document() {
            super(FORMAT);
        }

        @Override
        void writeMembers(Manifest manifest, JsonOut out) throws IOException {
            out.text("publicKey", HexFormat.of().formatHex(manifest.publicKey))
                    .text("signature", HexFormat.of().formatHex(manifest.signature))
                    .beginArray("files", 1);
            for (Entry entry : manifest.files()) {
                out.beginObject()
                        .text("path", entry.path())
                        .number("size", entry.size())
                        .digest("sha256", entry.sha256())
                        .endObject();
            }
            out.endArray();
        }

        @Override
        @Nullable
        Manifest readMembers(JsonIn in, Checks checks) {
            byte[] key = in.text("publicKey", HexFormat.of()::parseHex);
            byte[] signature = in.text("signature", HexFormat.of()::parseHex);
            List<Entry> files = new ArrayList<>();
            in.beginArray("files");
            while (in.more()) {
                in.beginObject();
                String path = in.text("path");
                long size = in.integer("size");
                Digest digest = in.digest("sha256");
                files.add(in.value(path, text -> new Entry(text, size, digest)));
                in.endObject();
            }
            return new Manifest(files, key, signature);
        }
    }
}

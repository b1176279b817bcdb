package org.datanet.dl4j;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.datanet.proof.Digest;
import org.datanet.usage.UsageSession;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Which training rows carry single predictions of a network: the influence function with the eigenvalue-corrected Kronecker-factored
 * curvature (George et al., "EK-FAC", NeurIPS 2018; Grosse et al. 2023), from a stored index of inputs and deltas a layer instead of
 * gradients. The gain of row {@code i} for a query is {@code g_q' (G + damping I)^-1 g_i / n}: the first-order estimate of how much the
 * query's loss would rise without the row. With several networks of other seeds, up to five, gains are their mean, which foretells retrained
 * networks better than any of them (Park et al., "TRAK", ICML 2023).
 *
 * <p>For networks of dense layers with a softmax output under cross-entropy. {@code 4 n (d + h)} bytes a layer and network. Deterministic for
 * a seed; not thread-safe.
 */
public final class FactorIndex {
    /** Networks that an index takes. */
    public static final int MAX_NETWORKS = 5;

    private static final int MAGIC = 0x444E4649;
    private static final int DRAWS = 4;
    /** As a share of the mean curvature of the layer (Grosse et al. 2023, section 3.1). */
    private static final double DAMPING = 0.1;

    private final List<Member> members;
    private final int[] rows;
    private final Digest root;

    private FactorIndex(List<Member> members, int[] rows, Digest root) {
        this.members = members;
        this.rows = rows;
        this.root = root;
    }

    /** One network with the factors of every training row. */
    private record Member(DenseStack network, List<LayerFactors> layers) {}

    /**
     * Indexes the rows that networks were trained on.
     *
     * @param networks one to {@value #MAX_NETWORKS}, trained on these rows; not changed
     * @param training features {@code n x d} and one-hot labels {@code n x classes}, normalised as in training
     * @param datanetRows the row of each example in its Datanet
     * @param root of that Datanet
     * @param seed of the labels that are drawn to measure curvature
     * @throws IllegalArgumentException naming what a network has that can't be indexed
     */
    public static FactorIndex of(
            List<MultiLayerNetwork> networks, DataSet training, int[] datanetRows, Digest root, long seed) {
        if (networks.isEmpty() || networks.size() > MAX_NETWORKS) {
            throw new IllegalArgumentException(
                    "an index takes 1 to %d networks, not %d".formatted(MAX_NETWORKS, networks.size()));
        }
        if (datanetRows.length != training.numExamples()) {
            throw new IllegalArgumentException(
                    "%d examples have %d rows of the Datanet".formatted(training.numExamples(), datanetRows.length));
        }
        List<Member> members = new ArrayList<>();
        for (MultiLayerNetwork network : networks) {
            SplittableRandom random = new SplittableRandom(seed + members.size());
            DenseStack bare = DenseStack.of(network);
            INDArray[][] own = bare.capture(training.getFeatures(), training.getLabels());
            INDArray[][][] drawn = new INDArray[DRAWS][][];
            int last = bare.layers() - 1;
            // Softmax under cross-entropy: the delta of the output is the prediction less the label.
            INDArray predicted = own[last][1].add(training.getLabels());
            for (int draw = 0; draw < DRAWS; draw++) {
                drawn[draw] = bare.capture(training.getFeatures(), labels(predicted, random));
            }
            List<LayerFactors> layers = new ArrayList<>();
            for (int layer = 0; layer <= last; layer++) {
                INDArray[] deltas = new INDArray[DRAWS];
                for (int draw = 0; draw < DRAWS; draw++) {
                    deltas[draw] = drawn[draw][layer][1];
                }
                layers.add(LayerFactors.of(own[layer][0], own[layer][1], deltas));
            }
            members.add(new Member(bare, layers));
        }
        return new FactorIndex(members, datanetRows.clone(), root);
    }

    /** One-hot labels, drawn from predictions. */
    private static INDArray labels(INDArray predicted, SplittableRandom random) {
        int rows = (int) predicted.size(0);
        int classes = (int) predicted.size(1);
        float[] shares = predicted.dup('c').ravel().toFloatVector();
        float[] hot = new float[shares.length];
        for (int row = 0; row < rows; row++) {
            double left = random.nextDouble();
            int chosen = 0;
            while (chosen < classes - 1 && left >= shares[row * classes + chosen]) {
                left -= shares[row * classes + chosen++];
            }
            hot[row * classes + chosen] = 1;
        }
        return Nd4j.createFromArray(hot).reshape(rows, classes).castTo(predicted.dataType());
    }

    /** Number of indexed training examples. */
    public int size() {
        return rows.length;
    }

    /** Number of networks. */
    public int networks() {
        return members.size();
    }

    /**
     * What each training example did for each query.
     *
     * @param queries features and one-hot labels: the labels whose loss is explained; for a prediction, the predicted one
     * @return {@code queries x n}, in the order of the indexed examples, in units of the query's loss; positive helped
     */
    public double[][] gains(DataSet queries) {
        return gains(queries, DAMPING);
    }

    /**
     * As {@link #gains(DataSet)}, with a damping of one's own.
     *
     * @param damping as a share of each layer's mean curvature, 0 or more; the more, the nearer to plain products of gradients
     */
    public double[][] gains(DataSet queries, double damping) {
        if (!(damping >= 0) || Double.isInfinite(damping)) {
            throw new IllegalArgumentException("damping is a share of 0 or more, not " + damping);
        }
        double[][] gains = new double[queries.numExamples()][rows.length];
        for (Member member : members) {
            INDArray[][] asked = member.network.capture(queries.getFeatures(), queries.getLabels());
            for (int layer = 0; layer < asked.length; layer++) {
                for (int query = 0; query < gains.length; query++) {
                    member.layers
                            .get(layer)
                            .add(
                                    asked[layer][0].getRow(query, true),
                                    asked[layer][1].getRow(query, true),
                                    damping,
                                    1.0 / members.size(),
                                    gains[query]);
                }
            }
        }
        return gains;
    }

    /**
     * Tells a session which rows carry predictions, so that they give a receipt like training does: the rows with the highest gains, one
     * exposure each, with their share of the positive gains as gain.
     *
     * @param queries features and the predicted labels, one-hot
     * @param top how many rows a prediction names at most
     */
    public void tell(UsageSession session, DataSet queries, int top) {
        if (!PredictionShares.isOf(session, root)) {
            return;
        }
        session.attribution("influence on predictions (EK-FAC, %d networks)".formatted(members.size()), 0);
        PredictionShares.tell(session, gains(queries), rows, top);
    }

    /** Writes the index whole or not at all: big-endian, closed by its SHA-256. */
    public void write(Path file) throws IOException {
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            try (DigestOutputStream hashed = new DigestOutputStream(
                            new BufferedOutputStream(Files.newOutputStream(part)), Digest.newSha256());
                    DataOutputStream out = new DataOutputStream(hashed)) {
                out.writeInt(MAGIC);
                out.writeUTF(root.hex());
                out.writeInt(rows.length);
                for (int row : rows) {
                    out.writeInt(row);
                }
                out.writeInt(members.size());
                for (Member member : members) {
                    out.writeUTF(member.network.parameters().hex());
                    out.writeInt(member.layers.size());
                    for (LayerFactors layer : member.layers) {
                        layer.write(out);
                    }
                }
                out.flush();
                hashed.on(false);
                out.write(hashed.getMessageDigest().digest());
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Opens an index.
     *
     * @param networks the very networks that were indexed, in order
     * @throws IOException when the file is no index, is damaged, or is of other networks
     */
    public static FactorIndex open(Path file, List<MultiLayerNetwork> networks) throws IOException {
        try (DigestInputStream hashed =
                        new DigestInputStream(new BufferedInputStream(Files.newInputStream(file)), Digest.newSha256());
                DataInputStream in = new DataInputStream(hashed)) {
            if (in.readInt() != MAGIC) {
                throw new IOException(file + " is no index of factors");
            }
            Digest root = Digest.parse(in.readUTF());
            long size = Files.size(file);
            int count = in.readInt();
            if (count < 1 || count > size / Integer.BYTES) {
                throw new IOException("%s is damaged: it claims %d rows in %d bytes".formatted(file, count, size));
            }
            int[] rows = new int[count];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = in.readInt();
            }
            int members = in.readInt();
            if (members != networks.size()) {
                throw new IOException("%s is of %d networks, not of %d".formatted(file, members, networks.size()));
            }
            List<Member> all = new ArrayList<>();
            for (int i = 0; i < members; i++) {
                Digest parameters = Digest.parse(in.readUTF());
                int layerCount = in.readInt();
                List<LayerFactors> layers = new ArrayList<>();
                for (int layer = 0; layer < layerCount; layer++) {
                    layers.add(LayerFactors.read(in));
                }
                DenseStack network = DenseStack.of(networks.get(i));
                if (!network.parameters().equals(parameters) || network.layers() != layerCount) {
                    throw new IOException(
                            "network %d is not the one that %s is of: its parameters have the digest %s, not %s"
                                    .formatted(i, file, network.parameters().hex(), parameters.hex()));
                }
                all.add(new Member(network, layers));
            }
            hashed.on(false);
            Digest sum = Digest.of(hashed.getMessageDigest().digest());
            if (!Digest.of(in.readNBytes(32)).equals(sum) || in.read() >= 0) {
                throw new IOException(file + " is damaged: its bytes don't have the digest at its end");
            }
            return new FactorIndex(all, rows, root);
        }
    }
}

package org.datanet.samples.war;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Objects;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.hook.cdi.Datanets;
import org.datanet.usage.RecordUsage;
import org.datanet.usage.UsageSession;
import org.jspecify.annotations.Nullable;

/** Trains a nearest-centroid model. The annotation is all it takes to have the run on record. */
@ApplicationScoped
public class GrainTrainer {
    private final Datanets datanets;

    /** For CDI's proxy, which calls nothing on itself. */
    GrainTrainer() {
        this(name -> {
            throw new IllegalStateException("not injected");
        });
    }

    @Inject
    public GrainTrainer(Datanets datanets) {
        this.datanets = datanets;
    }

    /**
     * Trains on every row once.
     *
     * @param handedIn by the interceptor; callers pass null
     * @return one centroid per label
     */
    @RecordUsage(datanet = "wheat", run = "nightly", model = "centroids")
    public double[][] train(@Nullable UsageSession handedIn) {
        UsageSession usage = Objects.requireNonNull(handedIn, "the interceptor hands it in");
        Datanet datanet = usage.run().datanet();
        FeatureMatrix features = datanet.features().orElseThrow();
        double[][] centroids = new double[datanet.labels().size()][features.columns()];
        int[] rows = new int[centroids.length];
        for (int row = 0; row < datanet.rows(); row++) {
            int label = datanet.label(row);
            for (int column = 0; column < features.columns(); column++) {
                centroids[label][column] += (features.get(row, column) - centroids[label][column]) / (rows[label] + 1);
            }
            rows[label]++;
            usage.exposed(row, 1);
        }
        usage.framework("nearest centroid");
        return centroids;
    }

    /** What is trained on. */
    public Datanet wheat() {
        return datanets.named("wheat");
    }
}

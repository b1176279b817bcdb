package org.datanet.hook.epochs;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.datanet.attribution.gain.HoldoutSlices;
import org.datanet.contribution.Datanet;
import org.datanet.io.DatanetReader;
import org.datanet.io.Intake;
import org.datanet.proof.Digest;

/** What binds an owner to the holdout before an epoch: slices that were committed to stay as they were. */
public final class HoldoutCommitments {
    private HoldoutCommitments() {}

    /**
     * Publishes a commitment to every slice that has begun by an epoch and has none yet, with a seed drawn at random.
     *
     * @param committed is told every slice that is newly committed to
     * @return whether there is a holdout at all
     * @throws IllegalArgumentException when a slice is not the one that was committed to
     */
    public static boolean publish(Path folder, Intake intake, int epoch, Consumer<HoldoutSlices.Slice> committed)
            throws IOException {
        DatanetReader reader = DatanetReader.open(folder);
        Optional<Datanet> holdout = reader.readHoldout();
        if (holdout.isEmpty()) {
            return false;
        }
        Map<Integer, Long> seeds = new HashMap<>(reader.seeds());
        SecureRandom random = new SecureRandom();
        HoldoutSlices slices =
                HoldoutSlices.of(holdout.get(), slice -> seeds.computeIfAbsent(slice, s -> random.nextLong()), epoch);
        SortedMap<Integer, Digest> published = reader.slices();
        for (HoldoutSlices.Slice slice : slices.slices()) {
            Digest earlier = published.get(slice.epoch());
            if (earlier == null) {
                intake.commitSlice(slice.epoch(), Objects.requireNonNull(seeds.get(slice.epoch())), slice.commitment());
                committed.accept(slice);
            } else if (!earlier.equals(slice.commitment())) {
                throw new IllegalArgumentException(
                        "slice %d of %s is not what slices.csv commits to (%s, and here it is %s): restore its rows in holdout.csv and its seed in seeds.csv"
                                .formatted(slice.epoch(), folder, earlier, slice.commitment()));
            }
        }
        return true;
    }
}

package org.datanet.io;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datanet.contribution.Commitment;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Reveal;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;

/** What intake must know of the samples that a folder has: who brought which id, and how far epochs are. */
final class Standing {
    private final Map<String, ContributorId> contributorOf = new HashMap<>();
    private final Set<String> labels = new HashSet<>();
    private int lastEpoch;

    private Standing() {}

    /** Reads it from a folder that may have no samples yet. */
    static Standing of(DatanetReader reader, ReadLimits limits) {
        Standing standing = new Standing();
        Optional<Path> file = reader.file("samples");
        if (file.isEmpty()) {
            return standing;
        }
        Map<String, ContributorId> distinct = new HashMap<>();
        scan(reader.descriptor(), file.get(), limits, (rows, roles) -> {
            ContributorId contributor = SampleRows.contributor(rows, roles.contributor);
            standing.contributorOf.put(
                    SampleRows.id(rows, roles.id).value(),
                    distinct.computeIfAbsent(contributor.value(), value -> contributor));
            if (roles.epoch >= 0) {
                standing.lastEpoch = rows.count(roles.epoch);
            }
            if (roles.label >= 0 && !rows.isEmpty(roles.label)) {
                standing.labels.add(rows.text(roles.label));
            }
        });
        return standing;
    }

    /** Digests of the commitments that shown rows have opened. */
    static Set<Digest> opened(DatanetReader reader, ReadLimits limits) {
        Map<SampleId, Reveal> reveals = new HashMap<>();
        for (Reveal reveal : reader.reveals()) {
            reveals.put(reveal.sample(), reveal);
        }
        Set<Digest> opened = new HashSet<>();
        Optional<Path> file = reader.file("samples");
        if (file.isEmpty() || reveals.isEmpty()) {
            return opened;
        }
        scan(reader.descriptor(), file.get(), limits, (rows, roles) -> {
            Reveal reveal = reveals.get(SampleRows.id(rows, roles.id));
            if (reveal != null) {
                Digest payload = Payload.of(rows, roles, List.of(), Set.of()).digest();
                int epoch = roles.epoch < 0 ? 0 : rows.count(roles.epoch);
                opened.add(Commitment.digest(
                        epoch, SampleRows.contributor(rows, roles.contributor), payload, reveal.saltBytes()));
            }
        });
        return opened;
    }

    private interface Visitor {
        void visit(Rows rows, Roles roles);
    }

    private static void scan(DatanetDescriptor descriptor, Path file, ReadLimits limits, Visitor visitor) {
        try (Rows rows = Rows.open(file, descriptor.columns().all(), limits)) {
            Roles roles = new Roles(rows, descriptor.columns());
            while (rows.next()) {
                visitor.visit(rows, roles);
            }
        }
    }

    int rows() {
        return contributorOf.size();
    }

    int lastEpoch() {
        return lastEpoch;
    }

    Optional<ContributorId> contributorOf(SampleId sample) {
        return Optional.ofNullable(contributorOf.get(sample.value()));
    }

    boolean has(SampleId sample) {
        return contributorOf.containsKey(sample.value());
    }

    /** Ids that somebody may have meant, few enough for a message. */
    Collection<String> nearIds(SampleId sample) {
        String nearest = contributorOf.size() > 100_000 ? null : Nearest.of(sample.value(), contributorOf.keySet());
        return nearest == null ? Set.of() : Set.of(nearest);
    }
}

package org.datanet.evm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.datanet.contribution.ContributorId;
import org.datanet.evm.tree.Bytes32;
import org.datanet.evm.tree.Earnings;
import org.datanet.evm.tree.EvmAddress;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;
import org.datanet.reward.IntentStore;
import org.datanet.reward.RewardReport;
import org.jspecify.annotations.Nullable;

/**
 * What a store's entries say, folded in their order: reports taken over, bindings, the root under way, the earnings of the active
 * root. The same entries give the same state. Not thread-safe.
 */
final class SettlementState {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final IntentStore store;
    /** Reports that no active root holds, in the order in which they were taken over. */
    private final Map<Digest, SortedMap<ContributorId, BigInteger>> queue = new LinkedHashMap<>();

    private final Map<Digest, Boolean> known = new HashMap<>();
    /** Which report pays which epoch of the Datanet, of those that say so and were not dropped. */
    private final Map<Integer, Digest> payers = new HashMap<>();

    private final Map<ContributorId, AddressBinding> bindings = new HashMap<>();
    /** What contributors without an address have earned in reports that are under the active root. */
    private SortedMap<ContributorId, BigInteger> unplaced = new TreeMap<>();

    private Earnings active = Earnings.none();
    private long activeEpoch;
    private Bytes32 activeRoot = Bytes32.ZERO;
    private @Nullable Proposal proposal;
    private @Nullable Before before;
    private @Nullable String fate;

    /**
     * A root that was decided on.
     *
     * @param evidence RFC 9162 root over the digests of the reports, in their order
     * @param unplaced what contributors have earned who had no address when it was decided
     * @param block the latest block when it was decided
     */
    record Proposal(
            long epoch,
            Bytes32 root,
            Bytes32 evidence,
            Earnings earnings,
            SortedMap<ContributorId, BigInteger> unplaced,
            List<Digest> reports,
            long block) {}

    /** What there would be to propose. */
    record Next(
            long epoch,
            Earnings earnings,
            List<Digest> reports,
            SortedMap<ContributorId, BigInteger> unplaced,
            SortedMap<EvmAddress, List<ContributorId>> shared) {}

    /** The state under the active root's predecessor, for a chain that takes the activation back. */
    private record Before(
            Earnings active,
            long epoch,
            Bytes32 root,
            SortedMap<ContributorId, BigInteger> unplaced,
            Map<Digest, SortedMap<ContributorId, BigInteger>> reports,
            Proposal proposal) {}

    SettlementState(IntentStore store) throws IOException {
        this.store = store;
        for (String entry : store.entries()) {
            apply(JSON.readTree(entry));
        }
    }

    private void append(ObjectNode entry) throws IOException {
        store.append(entry.toString());
        apply(entry);
    }

    private static ObjectNode entry(String kind) {
        return JSON.createObjectNode().put("entry", kind);
    }

    private void apply(JsonNode entry) {
        switch (entry.path("entry").asText()) {
            case "report" -> applyReport(entry);
            case "binding" -> {
                AddressBinding binding = AddressBinding.of(entry);
                bindings.put(binding.contributor(), binding);
            }
            case "root" -> applyRoot(entry);
            case "active" -> applyActive();
            case "takenBack" -> applyTakenBack();
            case "stopped" -> fate = entry.get("fate").asText();
            case "release" -> {
                proposal = null;
                fate = null;
            }
            case "drop" -> {
                Digest digest = Digest.parse(entry.get("report").asText());
                queue.remove(digest);
                payers.values().removeIf(digest::equals);
                proposal = null;
                fate = null;
            }
            default -> {
                // Of the transactions.
            }
        }
    }

    private void applyReport(JsonNode entry) {
        SortedMap<ContributorId, BigInteger> amounts = new TreeMap<>();
        entry.get("amounts")
                .fields()
                .forEachRemaining(field -> amounts.put(
                        new ContributorId(field.getKey()),
                        new BigInteger(field.getValue().asText())));
        Digest digest = Digest.parse(entry.get("report").asText());
        queue.put(digest, amounts);
        known.put(digest, true);
        entry.path("epochs").forEach(number -> payers.put(number.asInt(), digest));
    }

    private void applyRoot(JsonNode entry) {
        List<Digest> reports = new ArrayList<>();
        entry.get("reports").forEach(digest -> reports.add(Digest.parse(digest.asText())));
        Next next = next(reports);
        proposal = new Proposal(
                entry.get("epoch").asLong(),
                Bytes32.parse(entry.get("root").asText()),
                evidence(reports),
                next.earnings(),
                next.unplaced(),
                reports,
                entry.get("block").asLong());
    }

    private void applyActive() {
        Proposal done = proposed().orElseThrow(() -> new IllegalStateException("no root is under way"));
        Map<Digest, SortedMap<ContributorId, BigInteger>> reports = new LinkedHashMap<>();
        done.reports().forEach(digest -> reports.put(digest, queue.get(digest)));
        before = new Before(active, activeEpoch, activeRoot, unplaced, reports, done);
        unplaced = done.unplaced();
        active = done.earnings();
        activeEpoch = done.epoch();
        activeRoot = done.root();
        queue.keySet().removeAll(done.reports());
        proposal = null;
        fate = null;
    }

    private void applyTakenBack() {
        Before back = before;
        if (back == null) {
            throw new IllegalStateException("no activation can be taken back");
        }
        active = back.active();
        activeEpoch = back.epoch();
        activeRoot = back.root();
        unplaced = back.unplaced();
        Map<Digest, SortedMap<ContributorId, BigInteger>> later = new LinkedHashMap<>(queue);
        queue.clear();
        queue.putAll(back.reports());
        queue.putAll(later);
        // A later root was decided on the one that is taken back: its reports are in the queue, and it falls with it.
        proposal = back.proposal();
        fate = null;
        before = null;
    }

    private SortedMap<ContributorId, BigInteger> due(List<Digest> reports) {
        SortedMap<ContributorId, BigInteger> due = new TreeMap<>(unplaced);
        for (Digest digest : reports) {
            SortedMap<ContributorId, BigInteger> amounts = queue.get(digest);
            if (amounts == null) {
                throw new IllegalStateException("the entries name report " + digest + " that was not taken over");
            }
            amounts.forEach((contributor, amount) -> due.merge(contributor, amount, BigInteger::add));
        }
        return due;
    }

    private Next next(List<Digest> reports) {
        SortedMap<EvmAddress, BigInteger> amounts = active.toMap();
        SortedMap<ContributorId, BigInteger> left = new TreeMap<>();
        SortedMap<EvmAddress, List<ContributorId>> holders = new TreeMap<>();
        due(reports).forEach((contributor, amount) -> {
            AddressBinding binding = bindings.get(contributor);
            if (binding == null) {
                left.put(contributor, amount);
            } else {
                amounts.merge(binding.account(), amount, BigInteger::add);
                holders.computeIfAbsent(binding.account(), account -> new ArrayList<>())
                        .add(contributor);
            }
        });
        holders.values().removeIf(contributors -> contributors.size() < 2);
        return new Next(activeEpoch + 1, Earnings.of(amounts), reports, left, holders);
    }

    /** What the reports that were taken over, and the bindings, give now. */
    Next next() {
        return next(List.copyOf(queue.keySet()));
    }

    static Bytes32 evidence(List<Digest> reports) {
        return Bytes32.of(MerkleTree.of(reports.stream()
                        .map(digest -> MerkleTree.leaf(digest.bytes()))
                        .toList())
                .root()
                .bytes());
    }

    boolean knows(Digest report) {
        return known.containsKey(report);
    }

    /** The report that was taken over for an epoch of the Datanet. */
    Optional<Digest> payer(int epoch) {
        return Optional.ofNullable(payers.get(epoch));
    }

    void take(RewardReport report) throws IOException {
        ObjectNode entry = entry("report").put("report", report.digest().hex());
        if (!report.epochs().isEmpty()) {
            ArrayNode epochs = entry.putArray("epochs");
            report.epochs().forEach(epochs::add);
        }
        ObjectNode amounts = entry.putObject("amounts");
        report.contributors().stream()
                .filter(line -> line.amount().signum() > 0)
                .forEach(line ->
                        amounts.put(line.contributor().value(), line.amount().toString()));
        append(entry);
    }

    void bind(AddressBinding binding) throws IOException {
        append(binding.toJson().put("entry", "binding"));
    }

    void decide(Next next, Bytes32 root, long block) throws IOException {
        ObjectNode entry = entry("root")
                .put("epoch", next.epoch())
                .put("root", root.toString())
                .put("total", next.earnings().total().toString())
                .put("block", block);
        ArrayNode reports = entry.putArray("reports");
        next.reports().forEach(digest -> reports.add(digest.hex()));
        append(entry);
    }

    void activated() throws IOException {
        append(entry("active"));
    }

    void takenBack() throws IOException {
        append(entry("takenBack"));
    }

    void stopped(String how) throws IOException {
        append(entry("stopped").put("fate", how));
    }

    void release() throws IOException {
        append(entry("release"));
    }

    void drop(Digest report) throws IOException {
        append(entry("drop").put("report", report.hex()));
    }

    Optional<AddressBinding> binding(ContributorId contributor) {
        return Optional.ofNullable(bindings.get(contributor));
    }

    Optional<Proposal> proposed() {
        return Optional.ofNullable(proposal);
    }

    /** How the root under way was stopped: vetoed or discarded; empty while it was not. */
    Optional<String> fate() {
        return Optional.ofNullable(fate);
    }

    List<Digest> queued() {
        return List.copyOf(queue.keySet());
    }

    Earnings active() {
        return active;
    }

    Bytes32 activeRoot() {
        return activeRoot;
    }

    long activeEpoch() {
        return activeEpoch;
    }

    boolean canBeTakenBack() {
        return before != null;
    }
}

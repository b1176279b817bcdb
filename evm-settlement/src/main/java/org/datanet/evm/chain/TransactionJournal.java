package org.datanet.evm.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datanet.evm.tree.Bytes32;
import org.datanet.reward.IntentStore;

/**
 * What is known of the transactions of one store: the one that is under way with all its replacements, and how the last ones ended.
 * Entries are JSON objects with the field {@code entry}; those of others are passed over. Not thread-safe.
 */
final class TransactionJournal {
    private final IntentStore store;
    /** The attempts under way, all with one nonce, the latest last; empty when there is none. */
    private final List<TransactionIntent> underWay = new ArrayList<>();

    private final List<Ended> ended = new ArrayList<>();

    /**
     * A nonce that is used up.
     *
     * @param attempts all that was signed for it
     * @param hash the attempt that a block took; empty when another transaction took the nonce
     * @param succeeded whether it had its effect
     */
    record Ended(List<TransactionIntent> attempts, Optional<Bytes32> hash, boolean succeeded) {}

    TransactionJournal(IntentStore store) throws IOException {
        this.store = store;
        for (String entry : store.entries()) {
            apply(JsonRpc.JSON.readTree(entry));
        }
    }

    private void apply(JsonNode entry) {
        switch (entry.path("entry").asText()) {
            case "intent" -> underWay.add(TransactionIntent.of(entry));
            case "ended" -> {
                ended.add(new Ended(
                        List.copyOf(underWay),
                        entry.hasNonNull("hash")
                                ? Optional.of(Bytes32.parse(entry.get("hash").asText()))
                                : Optional.empty(),
                        entry.get("succeeded").asBoolean()));
                underWay.clear();
            }
            case "reopened" -> {
                Ended last = ended.remove(ended.size() - 1);
                underWay.addAll(last.attempts());
            }
            default -> {
                // Not of the transactions.
            }
        }
    }

    private void append(ObjectNode entry) throws IOException {
        store.append(entry.toString());
        apply(entry);
    }

    void intend(TransactionIntent intent) throws IOException {
        append(intent.toJson().put("entry", "intent"));
    }

    void end(Optional<Bytes32> hash, boolean succeeded) throws IOException {
        ObjectNode entry = JsonRpc.JSON.createObjectNode().put("entry", "ended").put("succeeded", succeeded);
        hash.ifPresent(value -> entry.put("hash", value.toString()));
        append(entry);
    }

    /** The last one that ended is under way again: the block that took it is no longer part of the chain. */
    void reopen() throws IOException {
        append(JsonRpc.JSON.createObjectNode().put("entry", "reopened"));
    }

    /** What blocks once took, from a nonce on: what a reorganisation dropped, and later transactions wait for. */
    List<TransactionIntent> endedFrom(BigInteger nonce) {
        List<TransactionIntent> dropped = new ArrayList<>();
        for (Ended end : ended) {
            for (TransactionIntent attempt : end.attempts()) {
                if (end.hash().isPresent()
                        && attempt.hash().equals(end.hash().get())
                        && attempt.nonce().compareTo(nonce) >= 0) {
                    dropped.add(attempt);
                }
            }
        }
        return dropped;
    }

    List<TransactionIntent> underWay() {
        return List.copyOf(underWay);
    }

    Optional<Ended> last() {
        return ended.isEmpty() ? Optional.empty() : Optional.of(ended.get(ended.size() - 1));
    }
}

package org.datanet.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.datanet.proof.Digest;
import org.datanet.proof.InclusionProof;
import org.datanet.proof.MerkleTree;
import org.datanet.reward.LineProof;
import org.datanet.reward.RewardReport.ContributorReward;
import org.jspecify.annotations.Nullable;

/** {@code proof.json}: a {@link LineProof} as one sequence of bytes. Stateless and thread-safe. */
final class LineProofJson extends JsonDocument<LineProof> {
    LineProofJson() {
        super("datanet-reward-proof/1");
    }

    @Override
    void writeMembers(LineProof proof, JsonOut out) throws IOException {
        out.digest("root", proof.root()).text("currency", proof.currency()).beginObject("line");
        RewardJson.line(out, proof.line(), MerkleTree.leaf(proof.line().bytes()));
        out.endObject()
                .number("index", proof.proof().index())
                .number("size", proof.proof().size())
                .beginArray("path", 1);
        for (Digest sibling : proof.proof().path()) {
            out.text(sibling.hex());
        }
        out.endArray();
    }

    @Override
    @Nullable
    LineProof readMembers(JsonIn in, Checks checks) {
        Digest root = in.digest("root");
        String currency = in.text("currency");
        in.beginObject("line");
        ContributorReward line = RewardJson.line(in, checks);
        in.endObject();
        long index = in.integer("index");
        long size = in.integer("size");
        List<Digest> path = new ArrayList<>();
        in.beginArray("path");
        while (in.more()) {
            path.add(in.value(in.text(), Digest::parse));
        }
        InclusionProof inclusion = in.value(Long.toString(index), text -> new InclusionProof(index, size, path));
        LineProof proof = new LineProof(root, currency, line, inclusion);
        if (!proof.holds()) {
            checks.failed(
                    "proof",
                    in.place(),
                    "the line of contributor %s does not stand under root %s".formatted(line.contributor(), root),
                    "the file was changed after it was written; ask for the proof again");
            return null;
        }
        checks.held(
                "proof",
                "%s %s of contributor %s stand under root %s"
                        .formatted(line.amount(), currency, line.contributor(), root));
        return proof;
    }
}

package org.datanet.io;

import java.io.IOException;

/**
 * How far a Datanet's intake is.
 *
 * @param epoch the epoch that takes rows, 0-based
 * @param phase what it takes
 */
public record IntakeState(int epoch, Phase phase) {
    static final JsonDocument<IntakeState> DOCUMENT = new Document();

    public IntakeState {
        if (epoch < 0) {
            throw new IllegalArgumentException("an epoch is 0 or more, not " + epoch);
        }
    }

    /** What an epoch takes. */
    public enum Phase {
        /** Commitments, and rows that their contributors show at once. */
        OPEN,
        /** Rows that open a commitment, and nothing else: now that rows are visible, nobody can still promise a copy. */
        REVEAL
    }

    private static final class Document extends JsonDocument<IntakeState> {
        Document() {
            super("datanet-intake/1");
        }

        @Override
        void writeMembers(IntakeState state, JsonOut out) throws IOException {
            out.number("epoch", state.epoch()).text("phase", QualityJson.word(state.phase()));
        }

        @Override
        IntakeState readMembers(JsonIn in, Checks checks) {
            return new IntakeState(
                    in.count("epoch"), in.text("phase", text -> QualityJson.constant(Phase.class, text)));
        }
    }
}

package org.datanet.usage;

import java.util.OptionalInt;
import java.util.function.Supplier;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;

/**
 * Takes down what one run does with rows. Passed to the training code, never found through a thread. Thread-safe. After it is
 * handed out, <b>no method throws into somebody's training</b>: what cannot be recorded marks the receipt
 * {@linkplain RunState#INCOMPLETE incomplete} with a note.
 */
public interface UsageSession extends AutoCloseable {

    /** The run that is recorded. */
    UsageRun run();

    /** The row of a sample in the run's Datanet. Empty for an unknown sample, which is noted. */
    OptionalInt row(SampleId sample);

    /** The row was trained on, that many more times. Fetching is not training. */
    void exposed(int row, long times);

    /** The rows {@code rows[from..to)} were trained on once each; a row may stand several times. */
    void exposed(int[] rows, int from, int to);

    /** Adds to a row's in-run gain, in units of validation loss: positive lowered the loss. Not finite values are noted and dropped. */
    void gained(int row, double gain);

    /** Names the method by which gains are measured, and its residual to the true drop of the loss as a share of it. */
    void attribution(String method, double residual);

    /** Adds a label that readers of the receipt must know, such as "SGD proxy". Repeated notes are kept once. */
    void note(String note);

    /** Marks the receipt incomplete and says why. */
    void incomplete(String why);

    /** The framework and its version, such as "deeplearning4j 1.0.0-M2.1". */
    void framework(String name);

    /**
     * Where the fingerprint of the trained model comes from; asked once, when the session ends, before its table is closed: an
     * adapter may still bring its last gains then, and let go of the model.
     */
    void fingerprint(Supplier<Digest> fingerprint);

    /** Ends the run as completed and gives its signed receipt; the same receipt when asked again. */
    UsageReceipt complete();

    /** Ends the run as failed, unless it has ended already. */
    UsageReceipt fail(String why);

    /** Fails the run unless it has ended. */
    @Override
    void close();
}

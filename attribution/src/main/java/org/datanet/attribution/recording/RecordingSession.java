package org.datanet.attribution.recording;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;
import org.datanet.proof.Ids;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRun;
import org.datanet.usage.UsageSession;
import org.datanet.usage.UsageTable;
import org.jspecify.annotations.Nullable;

/** One run on its way to a receipt. Every method may be called from any thread, and none throws, whatever it is given. */
final class RecordingSession implements UsageSession {
    private static final Logger LOG = System.getLogger("org.datanet.usage");
    private static final int MOST_NOTES = 100;
    private static final int LONGEST_NOTE = 1_000;

    private final UsageRun run;
    private final SigningUsageRecorder recorder;
    private final Instant started;
    private final UsageColumns columns;
    private final Map<Flaw, Long> flaws = new EnumMap<>(Flaw.class);
    private final Map<Flaw, String> firstCases = new EnumMap<>(Flaw.class);
    private final TreeSet<String> notes = new TreeSet<>();
    private boolean incomplete;
    private boolean gained;
    private String framework = "unknown";
    private String method = "exposure";
    private double residual;
    private Supplier<Digest> fingerprint = () -> Digest.EMPTY;
    private @Nullable UsageReceipt receipt;
    private boolean toldOfLateUse;
    private long nextCheckpoint;

    RecordingSession(UsageRun run, SigningUsageRecorder recorder) {
        this.run = run;
        this.recorder = recorder;
        started = recorder.clock().instant();
        columns = new UsageColumns(run.datanet().rows());
        if (!recorder.checkpointEvery().isZero()) {
            checkpoint();
        }
    }

    @Override
    public UsageRun run() {
        return run;
    }

    @Override
    public OptionalInt row(SampleId sample) {
        @Nullable SampleId given = sample;
        OptionalInt row = given == null ? OptionalInt.empty() : run.datanet().row(given);
        if (row.isEmpty()) {
            synchronized (this) {
                flaw(Flaw.UNKNOWN_SAMPLE, given == null ? "a null" : "\"" + Ids.excerpt(given.value()) + "\"");
            }
        }
        return row;
    }

    @Override
    public synchronized void exposed(int row, long times) {
        if (late()) {
            return;
        }
        if (times <= 0) {
            if (times < 0) {
                flaw(Flaw.BAD_COUNT, times + " for row " + row);
            }
            return;
        }
        expose(row, times);
        checkpointWhenDue();
    }

    @Override
    public synchronized void exposed(int[] rows, int from, int to) {
        if (late()) {
            return;
        }
        int @Nullable [] given = rows;
        if (given == null || from < 0 || to > given.length || from > to) {
            flaw(Flaw.BAD_SLICE, given == null ? "a null" : "[%d, %d) of %d".formatted(from, to, given.length));
            return;
        }
        for (int i = from; i < to; i++) {
            expose(given[i], 1);
        }
        checkpointWhenDue();
    }

    private void expose(int row, long times) {
        if (!columns.has(row)) {
            flaw(Flaw.ROW_OUT_OF_RANGE, row + " of " + run.datanet().rows());
        } else if (!columns.expose(row, times)) {
            flaw(Flaw.COUNT_OVERFLOW, "row " + row);
        }
    }

    @Override
    public synchronized void gained(int row, double gain) {
        if (late()) {
            return;
        }
        if (!columns.has(row)) {
            flaw(Flaw.ROW_OUT_OF_RANGE, row + " of " + run.datanet().rows());
        } else if (!(Math.abs(gain) <= UsageColumns.LARGEST_GAIN) || !columns.gain(row, gain)) {
            flaw(Flaw.BAD_GAIN, gain + " for row " + row);
        } else {
            gained = true;
        }
    }

    @Override
    public synchronized void attribution(String name, double share) {
        if (late()) {
            return;
        }
        if (isText(name)) {
            method = cut(name);
        }
        if (Double.isFinite(share)) {
            residual = share;
        } else {
            flaw(Flaw.BAD_RESIDUAL, String.valueOf(share));
        }
    }

    @Override
    public synchronized void note(String note) {
        if (!late() && isText(note)) {
            add(note);
        }
    }

    @Override
    public synchronized void incomplete(String why) {
        if (!late()) {
            incomplete = true;
            if (isText(why)) {
                add(why);
            }
        }
    }

    @Override
    public synchronized void framework(String name) {
        if (!late() && isText(name)) {
            framework = cut(name);
        }
    }

    @Override
    public synchronized void fingerprint(Supplier<Digest> source) {
        if (!late()) {
            @Nullable Supplier<Digest> given = source;
            if (given == null) {
                flaw(Flaw.NO_FINGERPRINT, "no source given");
            } else {
                fingerprint = given;
            }
        }
    }

    @Override
    public UsageReceipt complete() {
        return end(RunState.COMPLETED, null);
    }

    @Override
    public UsageReceipt fail(String why) {
        return end(RunState.FAILED, why);
    }

    @Override
    public void close() {
        end(RunState.FAILED, "the run was closed before it was completed");
    }

    private UsageReceipt end(RunState state, @Nullable String why) {
        UsageReceipt made;
        synchronized (this) {
            if (receipt != null) {
                return receipt;
            }
            if (why != null && isText(why)) {
                add("failed: " + why);
            }
            made = receipt(state, fingerprint());
            receipt = made;
        }
        try {
            recorder.ended(made);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the receipt of run \"" + run.id() + "\" was not taken; its session still has it", e);
        }
        return made;
    }

    private Digest fingerprint() {
        try {
            @Nullable Digest digest = fingerprint.get();
            if (digest != null) {
                return digest;
            }
            flaw(Flaw.NO_FINGERPRINT, "its source gave none");
        } catch (RuntimeException e) {
            flaw(Flaw.NO_FINGERPRINT, String.valueOf(e));
        }
        return Digest.EMPTY;
    }

    private UsageReceipt receipt(RunState wanted, Digest model) {
        UsageTable table = columns.table();
        if (gained && method.equals("exposure")) {
            flaw(Flaw.UNNAMED_METHOD, "the receipt says \"exposure\"");
        }
        for (int i = 0; i < table.size(); i++) {
            if (table.exposures(i) == 0) {
                flaw(Flaw.GAIN_WITHOUT_EXPOSURE, "row " + table.row(i));
            }
        }
        Instant ended = recorder.clock().instant();
        if (ended.isBefore(started)) {
            flaw(Flaw.CLOCK_WENT_BACK, ended + " after " + started);
            ended = started;
        }
        Digest root = table.merkleTree().root();
        try {
            return UsageReceipt.sign(
                    header(reached(wanted), model, ended, table, root, labels()), table, recorder.signer());
        } catch (RuntimeException e) {
            flaw(Flaw.NOT_SIGNED, String.valueOf(e));
            LOG.log(Level.ERROR, "the receipt of run \"" + run.id() + "\" could not be signed", e);
            return new UsageReceipt(
                    header(reached(wanted), model, ended, table, root, labels()), table, new byte[0], new byte[0]);
        }
    }

    private RunState reached(RunState wanted) {
        boolean whole = !incomplete && flaws.isEmpty();
        return wanted == RunState.COMPLETED && !whole ? RunState.INCOMPLETE : wanted;
    }

    private List<String> labels() {
        List<String> all = new ArrayList<>(notes);
        flaws.forEach((flaw, times) -> all.add(flaw.note(times, firstCases.getOrDefault(flaw, ""))));
        return all;
    }

    private UsageReceipt.Header header(
            RunState state, Digest model, Instant ended, UsageTable table, Digest root, List<String> labels) {
        return new UsageReceipt.Header(
                run.id(),
                run.model(),
                model,
                framework,
                run.ref(),
                run.payer(),
                run.fee(),
                started,
                ended,
                state,
                method,
                residual,
                run.resumes(),
                labels,
                table.size(),
                root);
    }

    /** Whether the run has ended; a signed receipt cannot be amended, so late use is only logged, once. */
    private boolean late() {
        if (receipt == null) {
            return false;
        }
        if (!toldOfLateUse) {
            toldOfLateUse = true;
            LOG.log(
                    Level.WARNING,
                    "run \"{0}\" has ended and its receipt is signed: what is recorded now is in no receipt; open a new run",
                    run.id());
        }
        return true;
    }

    private void flaw(Flaw flaw, String example) {
        if (receipt == null) {
            flaws.merge(flaw, 1L, Long::sum);
            firstCases.putIfAbsent(flaw, cut(example));
        }
    }

    private boolean isText(@Nullable String text) {
        if (text == null || text.isBlank()) {
            flaw(Flaw.BAD_TEXT, text == null ? "a null" : "a blank");
            return false;
        }
        return true;
    }

    private void add(String note) {
        String text = cut(note);
        if (notes.size() < MOST_NOTES) {
            notes.add(text);
        } else if (!notes.contains(text)) {
            flaw(Flaw.TOO_MANY_NOTES, Ids.excerpt(text));
        }
    }

    private static String cut(String text) {
        String clean = text.replaceAll("\\p{Cntrl}+", " ");
        return clean.length() <= LONGEST_NOTE ? clean : clean.substring(0, LONGEST_NOTE) + "…";
    }

    private void checkpointWhenDue() {
        if (nextCheckpoint != 0 && System.nanoTime() - nextCheckpoint >= 0) {
            checkpoint();
        }
    }

    /** Signs what there is so far without touching the state that the final receipt is made of. */
    private void checkpoint() {
        long from = System.nanoTime();
        try {
            UsageTable table = columns.table();
            Instant now = recorder.clock().instant();
            List<String> all = labels();
            all.add("checkpoint: the run had not ended when this was written");
            UsageReceipt.Header header = header(
                    RunState.INCOMPLETE,
                    Digest.EMPTY,
                    now.isBefore(started) ? started : now,
                    table,
                    table.merkleTree().root(),
                    all);
            recorder.checkpoints().accept(UsageReceipt.sign(header, table, recorder.signer()));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a checkpoint of run \"" + run.id() + "\" was not taken; the run goes on", e);
        }
        long to = System.nanoTime();
        nextCheckpoint = to + Math.max(recorder.checkpointEvery().toNanos(), 200 * (to - from));
    }
}

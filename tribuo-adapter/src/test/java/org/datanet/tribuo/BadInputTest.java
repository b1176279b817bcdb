package org.datanet.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.datanet.contribution.Datanet;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRun;
import org.datanet.usage.UsageSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.SGD;

/** What is wrong with a training never reaches it, and stands in the receipt. */
class BadInputTest {
    private static final Datanet DATANET = Digits.rows("digits", 0, 60);
    private static final MutableDataset<Label> VALIDATION = TribuoUsage.dataset(Digits.rows("held", 300, 330));
    /** Tribuo reports its progress on this logger; held strongly, or its level is forgotten. */
    private static final Logger LOGGER = Logger.getLogger("org.tribuo");

    @BeforeAll
    static void quiet() {
        LOGGER.setLevel(Level.OFF);
    }

    private static Trainer<Label> logistic(double rate) {
        return new LinearSGDTrainer(new LogMulticlass(), SGD.getSimpleSGD(rate), 2, 1000, 1, 99);
    }

    private static UsageSession open(String id) {
        return Digits.recorder()
                .open(UsageRun.on(DATANET).run(id).payer("lab").fee(1000).build());
    }

    private static long exposures(UsageReceipt receipt, int row) {
        for (int entry = 0; entry < receipt.table().size(); entry++) {
            if (receipt.table().row(entry) == row) {
                return receipt.table().exposures(entry);
            }
        }
        return 0;
    }

    @Test
    void ids_that_stand_twice_are_counted_as_often_as_they_stand_and_told() {
        MutableDataset<Label> twice = TribuoUsage.dataset(DATANET);
        Example<Label> again = twice.getExample(7).copy();
        twice.add(again);
        UsageReceipt receipt = Digits.record(
                DATANET, session -> TribuoUsage.track(logistic(0.1), session).train(twice));

        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(receipt.header().notes())
                .contains("1 examples name a row that another names too: it was counted as often as it stood there");
        assertThat(exposures(receipt, 7)).isEqualTo(4);
        assertThat(exposures(receipt, 8)).isEqualTo(2);
    }

    @Test
    void a_training_that_explodes_goes_on_and_the_receipt_says_so() {
        List<Model<Label>> models = new ArrayList<>();
        UsageReceipt receipt = Digits.record(
                DATANET,
                session -> models.add(
                        TribuoUsage.track(logistic(1e308), session, VALIDATION).train(TribuoUsage.dataset(DATANET))));

        assertThat(models).hasSize(1);
        assertThat(receipt.header().notes()).contains("the trained model predicts what is no finite number");
        assertThat(exposures(receipt, 3)).isEqualTo(2);
        for (int entry = 0; entry < receipt.table().size(); entry++) {
            assertThat(receipt.table().gain(entry)).as("no gain that is none").isZero();
        }
    }

    @Test
    void a_session_that_is_closed_twice_and_used_after_does_not_disturb() {
        UsageSession session = open("r");
        Model<Label> model = TribuoUsage.track(logistic(0.1), session).train(TribuoUsage.dataset(DATANET));
        UsageReceipt receipt = session.complete();
        session.close();

        assertThatCode(() -> {
                    session.close();
                    TribuoUsage.track(logistic(0.1), session, VALIDATION).train(TribuoUsage.dataset(DATANET));
                })
                .doesNotThrowAnyException();
        assertThat(session.complete()).isSameAs(receipt);
        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(receipt.header().modelFingerprint()).isEqualTo(ModelFingerprint.of(model));
        assertThat(exposures(receipt, 0)).isEqualTo(2);
    }

    @Test
    void two_sessions_on_one_training_are_told_in_both_receipts() {
        UsageSession outer = open("outer");
        UsageSession inner = open("inner");
        Model<Label> model = TribuoUsage.track(TribuoUsage.track(logistic(0.1), inner), outer)
                .train(TribuoUsage.dataset(DATANET));

        assertThat(TribuoUsage.run(model)).contains(inner.run().id());
        for (UsageSession session : List.of(outer, inner)) {
            UsageReceipt receipt = session.complete();
            assertThat(receipt.header().state()).isEqualTo(RunState.INCOMPLETE);
            assertThat(receipt.header().notes()).anyMatch(note -> note.startsWith("two runs recorded one training"));
        }
    }

    @Test
    void a_model_that_was_trained_outside_any_session_names_no_run_and_is_in_no_receipt() {
        List<Model<Label>> models = new ArrayList<>();
        UsageReceipt receipt = Digits.record(DATANET, session -> {
            TribuoUsage.track(logistic(0.1), session);
            models.add(logistic(0.1).train(TribuoUsage.dataset(DATANET)));
        });

        assertThat(TribuoUsage.run(models.get(0))).isEmpty();
        assertThat(receipt.table().size()).isZero();
    }
}

package org.datanet.samples;

import org.datanet.contribution.Datanet;
import org.datanet.dl4j.DatanetDataSetIterator;
import org.datanet.dl4j.Dl4jUsage;
import org.datanet.dl4j.InRunGain;
import org.datanet.tribuo.TribuoUsage;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRecorder;
import org.datanet.usage.UsageRun;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.common.tree.RandomForestTrainer;

/** Three models that recognise digits, each wrapped in the three lines that make its use of a Datanet provable. */
public final class DigitModels {
    private static final int EPOCHS = 15;
    private static final int BATCH = 32;

    private final Datanet datanet;
    private final Datanet validation;
    private final long seed;

    /**
     * @param datanet what is trained on: 64 pixels from 0 to 16, ten labels
     * @param validation the payer's own rows, by which each model's in-run gains are measured
     * @param seed for initial weights and orders
     */
    public DigitModels(Datanet datanet, Datanet validation, long seed) {
        this.datanet = datanet;
        this.validation = validation;
        this.seed = seed;
    }

    /** A Deeplearning4j network with one hidden layer, and the gain of every row as it trained. */
    public UsageReceipt mlp(UsageRecorder recorder, UsageRun run) {
        MultiLayerNetwork network = new MultiLayerNetwork(architecture());
        network.init();
        DatanetDataSetIterator batches =
                DatanetDataSetIterator.over(datanet).batch(BATCH).shuffled(seed).build();
        batches.setPreProcessor(toUnit());
        return recorder.record(
                run,
                session -> network.fit(
                        Dl4jUsage.with(session)
                                .gain(InRunGain.on(validationSet()))
                                .track(network, batches),
                        EPOCHS));
    }

    /** Tribuo's logistic regression, with each row's influence on the payer's rows. */
    public UsageReceipt logistic(UsageRecorder recorder, UsageRun run) {
        return tribuo(recorder, run, new LogisticRegressionTrainer());
    }

    /** Tribuo's random forest, with the leaves that each row shares with the payer's rows. */
    public UsageReceipt forest(UsageRecorder recorder, UsageRun run) {
        CARTClassificationTrainer tree = new CARTClassificationTrainer(12, 0.125f, seed);
        return tribuo(recorder, run, new RandomForestTrainer<>(tree, new VotingCombiner(), 50, seed));
    }

    private UsageReceipt tribuo(UsageRecorder recorder, UsageRun run, Trainer<Label> trainer) {
        return recorder.record(
                run,
                session -> TribuoUsage.track(trainer, session, TribuoUsage.dataset(validation))
                        .train(TribuoUsage.dataset(datanet)));
    }

    private MultiLayerConfiguration architecture() {
        int classes = datanet.labels().size();
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(WeightInit.XAVIER)
                .updater(new Adam(0.002))
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(64)
                        .nOut(32)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nIn(32)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
    }

    /** Pixels from 0 to 16 become 0 to 1. */
    private static DataSetPreProcessor toUnit() {
        return batch -> batch.getFeatures().divi(16);
    }

    private DataSet validationSet() {
        DatanetDataSetIterator rows =
                DatanetDataSetIterator.over(validation).batch(validation.rows()).build();
        rows.setPreProcessor(toUnit());
        return rows.next();
    }
}

package org.datanet.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.datanet.contribution.Datanet;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datavec.api.records.metadata.RecordMetaDataLine;
import org.datavec.api.records.reader.impl.csv.CSVRecordReader;
import org.datavec.api.split.FileSplit;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Files read by the framework's own record readers, whose metadata say from which line an example comes. */
class RecordReaderTest {
    private static final Datanet DATANET = Blobs.datanet(90, 4);

    @TempDir
    Path folder;

    private RecordReaderDataSetIterator lines(boolean metadata) throws Exception {
        DataSet all = DatanetDataSetIterator.over(DATANET)
                .batch(DATANET.rows())
                .build()
                .next();
        List<String> lines = new ArrayList<>(List.of("header"));
        for (int row = 0; row < DATANET.rows(); row++) {
            StringBuilder line = new StringBuilder();
            for (float value : all.getFeatures().getRow(row).dup().toFloatVector()) {
                line.append(value).append(',');
            }
            lines.add(line.append(DATANET.label(row)).toString());
        }
        Path file = Files.write(folder.resolve("rows.csv"), lines);
        CSVRecordReader reader = new CSVRecordReader(1, ',');
        reader.initialize(new FileSplit(file.toFile()));
        RecordReaderDataSetIterator iterator =
                new RecordReaderDataSetIterator(reader, 16, Blobs.FEATURES, Blobs.CLASSES);
        iterator.setCollectMetaData(metadata);
        return iterator;
    }

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(Blobs.FEATURES)
                        .nOut(Blobs.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        return network;
    }

    @Test
    void lines_of_a_file_are_counted_as_the_rows_that_they_are() throws Exception {
        MultiLayerNetwork network = network();
        InputCount count = new InputCount(DATANET.rows());
        network.addListeners(count);
        RecordReaderDataSetIterator lines = lines(true);

        UsageReceipt receipt = Blobs.recorder()
                .record(
                        Blobs.run(DATANET, "r"),
                        session -> network.fit(
                                Dl4jUsage.with(session)
                                        .rows((metadata, s) ->
                                                OptionalInt.of(((RecordMetaDataLine) metadata).getLineNumber() - 1))
                                        .track(network, lines),
                                3));

        assertThat(receipt.header().notes()).isEmpty();
        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(ExposureTest.counts(receipt)).isEqualTo(count.exposures);
        assertThat(count.exposures).containsOnly(3);
    }

    @Test
    void lines_without_metadata_are_trained_on_and_leave_an_incomplete_receipt() throws Exception {
        MultiLayerNetwork network = network();
        RecordReaderDataSetIterator lines = lines(false);

        UsageReceipt receipt = Blobs.recorder()
                .record(Blobs.run(DATANET, "r"), session -> network.fit(Dl4jUsage.track(network, lines, session)));

        assertThat(network.getIterationCount()).isEqualTo(6);
        assertThat(receipt.header().state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(receipt.header().notes()).anyMatch(note -> note.contains("without example metadata"));
    }
}

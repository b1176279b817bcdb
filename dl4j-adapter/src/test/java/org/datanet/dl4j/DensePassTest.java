package org.datanet.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class DensePassTest {
    private static final int EXAMPLES = 23;

    record Shape(
            DataType type, Activation first, Activation second, LossFunction loss, Activation last, boolean bias) {}

    static List<Shape> shapes() {
        return List.of(
                new Shape(
                        DataType.FLOAT,
                        Activation.RELU,
                        Activation.TANH,
                        LossFunction.MCXENT,
                        Activation.SOFTMAX,
                        true),
                new Shape(
                        DataType.DOUBLE,
                        Activation.RELU,
                        Activation.TANH,
                        LossFunction.MCXENT,
                        Activation.SOFTMAX,
                        true),
                new Shape(
                        DataType.DOUBLE,
                        Activation.SIGMOID,
                        Activation.ELU,
                        LossFunction.XENT,
                        Activation.SIGMOID,
                        false),
                new Shape(
                        DataType.DOUBLE,
                        Activation.SWISH,
                        Activation.SOFTMAX,
                        LossFunction.MSE,
                        Activation.IDENTITY,
                        true));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void loss_and_gradient_are_the_frameworks_own(Shape shape) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(shape.type())
                .updater(new Sgd(0.1))
                .list()
                .layer(dense(9, 7, shape.first(), shape.bias()))
                .layer(dense(7, 6, shape.second(), shape.bias()))
                .layer(new OutputLayer.Builder(shape.loss())
                        .nIn(6)
                        .nOut(4)
                        .hasBias(shape.bias())
                        .activation(shape.last())
                        .build())
                .build());
        network.init();
        INDArray features = Nd4j.rand(shape.type(), EXAMPLES, 9);
        INDArray labels = Nd4j.zeros(shape.type(), EXAMPLES, 4);
        for (int i = 0; i < EXAMPLES; i++) {
            labels.putScalar(i, i % 4, 1);
        }
        TrackedNetwork tracked = TrackedNetwork.of(network);
        INDArray expected = Nd4j.zeros(shape.type(), network.numParams());
        double loss = tracked.shadow().gradient(new INDArray[] {features}, new INDArray[] {labels}, 0.5, expected);

        DensePass pass = Objects.requireNonNull(DensePass.of(tracked));
        INDArray before = network.params().dup();
        INDArray actual = Nd4j.zeros(shape.type(), network.numParams());
        double tolerance = shape.type() == DataType.FLOAT ? 1e-6 : 1e-14;

        assertThat(pass.gradient(tracked.parameters(), features, labels, 0.5, actual))
                .isCloseTo(loss, within(tolerance));
        assertThat(pass.loss(tracked.parameters(), features, labels)).isCloseTo(loss, within(tolerance));
        assertThat(expected.norm2Number().doubleValue()).isPositive();
        assertThat(actual.distance2(expected))
                .isLessThan(tolerance * expected.norm2Number().doubleValue());
        assertThat(network.params()).isEqualTo(before);
    }

    @Test
    void networks_with_anything_else_are_left_to_the_framework() {
        assertThat(DensePass.of(TrackedNetwork.of(network(new BatchNormalization()))))
                .isNull();
        assertThat(DensePass.of(TrackedNetwork.of(
                        network(new ConvolutionLayer.Builder(3, 3).nOut(2).build()))))
                .isNull();
        assertThat(DensePass.of(TrackedNetwork.of(network(
                        new DenseLayer.Builder().nOut(5).hasLayerNorm(true).build()))))
                .isNull();
        assertThat(DensePass.of(TrackedNetwork.of(
                        network(new DenseLayer.Builder().nOut(5).build()))))
                .isNull();
    }

    /** Of pictures, so that something stands before even a dense layer. */
    private static MultiLayerNetwork network(org.deeplearning4j.nn.conf.layers.Layer first) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(first)
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(6, 6, 1))
                .build());
        network.init();
        return network;
    }

    private static DenseLayer dense(int from, int to, Activation activation, boolean bias) {
        return new DenseLayer.Builder()
                .nIn(from)
                .nOut(to)
                .hasBias(bias)
                .activation(activation)
                .build();
    }
}

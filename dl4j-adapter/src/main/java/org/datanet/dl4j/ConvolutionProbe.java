package org.datanet.dl4j;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Conv2D;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@code z = a * W + b}: because {@code z} is linear in the weights, the product of an example's gradient with a direction is
 * the sum over all places of {@code (a_i * D_W) . delta_i}: one convolution with the direction in place of the weights.
 */
final class ConvolutionProbe extends LayerProbe {
    private final ConvolutionLayer configuration;

    ConvolutionProbe(Layer layer) {
        super(layer);
        configuration = (ConvolutionLayer) layer.conf().getLayer();
    }

    @Override
    INDArray input(INDArray given) {
        return configuration.getCnn2dDataFormat() == CNN2DFormat.NHWC ? given.permute(0, 3, 1, 2) : given;
    }

    @Override
    List<Map<String, double[]>> dot(INDArray inputs, INDArray deltas, List<Map<String, INDArray>> directions) {
        return directions.stream()
                .map(direction -> dot(inputs, deltas, direction))
                .toList();
    }

    private Map<String, double[]> dot(INDArray inputs, INDArray deltas, Map<String, INDArray> direction) {
        Map<String, double[]> products = new HashMap<>();
        INDArray bias = direction.get(BIAS);
        if (bias != null) {
            products.put(
                    BIAS, deltas.sum(2, 3).mmul(bias.reshape(bias.length(), 1)).toDoubleVector());
        }
        INDArray weights = direction.get(WEIGHTS);
        if (weights != null) {
            boolean same = configuration.getConvolutionMode() == ConvolutionMode.Same;
            int[] kernel = configuration.getKernelSize();
            int[] stride = configuration.getStride();
            int[] padding = configuration.getPadding();
            int[] dilation = configuration.getDilation();
            Conv2DConfig shape = Conv2DConfig.builder()
                    .kH(kernel[0])
                    .kW(kernel[1])
                    .sH(stride[0])
                    .sW(stride[1])
                    .pH(same ? 0 : padding[0])
                    .pW(same ? 0 : padding[1])
                    .dH(dilation[0])
                    .dW(dilation[1])
                    .paddingMode(same ? PaddingMode.SAME : PaddingMode.VALID)
                    .dataFormat(Conv2DConfig.NCHW)
                    .weightsFormat(WeightsFormat.OIYX)
                    .build();
            INDArray moved = Nd4j.exec(new Conv2D(new INDArray[] {inputs, weights.dup('c')}, null, shape))[0];
            products.put(WEIGHTS, moved.muli(deltas).sum(1, 2, 3).toDoubleVector());
        }
        return products;
    }
}

package org.datanet.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;

/** Shows rows whose features are the pixels of a square grey picture. */
final class Picture {
    private final FeatureMatrix features;
    private final int side;
    private final double low;
    private final double high;

    private Picture(FeatureMatrix features, int side) {
        this.features = features;
        this.side = side;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double value : features.values()) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        low = min;
        high = max > min ? max : min + 1;
    }

    /** Pictures of a Datanet whose feature columns are named p0, p1, ... or pixel0, pixel1, ... and square in number. */
    static Optional<Picture> of(Datanet datanet) {
        return datanet.features().flatMap(features -> {
            int side = (int) Math.round(Math.sqrt(features.columns()));
            boolean pixels = features.names().stream().allMatch(name -> name.matches("p(ixel)?_?[0-9]+"));
            return side * side == features.columns() && side > 1 && pixels
                    ? Optional.of(new Picture(features, side))
                    : Optional.empty();
        });
    }

    /** A row as a PNG in a data address: ink is dark. */
    String dataUri(int row) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < side * side; i++) {
            double ink = (features.get(row, i) - low) / (high - low);
            image.getRaster().setSample(i % side, i / side, 0, (int) Math.round(255 * (1 - ink)));
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
    }
}

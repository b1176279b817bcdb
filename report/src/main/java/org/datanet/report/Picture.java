package org.datanet.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;

/** Shows rows whose features are the pixels of a grey picture. */
final class Picture {
    private static final int MOST_PIXELS = 1 << 14;
    private static final Pattern NUMBERED = Pattern.compile("(p|px|pix|pixel|img|image)[_-]?[0-9]+");
    private static final Pattern PLACED =
            Pattern.compile("(p|px|pix|pixel|img|image)[_-]?([0-9]{1,4})[_x-]([0-9]{1,4})");

    private final FeatureMatrix features;
    private final int[] columns;
    private final int width;
    private final double low;
    private final double high;

    private Picture(FeatureMatrix features, int[] columns, int width) {
        this.features = features;
        this.columns = columns;
        this.width = width;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double value : features.values()) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        low = min;
        high = max > min ? max : min + 1;
    }

    /**
     * Pictures of a Datanet whose feature columns say that they are pixels: p0, p1, ... or pixel0, pixel1, ... and square in number, row
     * by row; or pixel_0_0, pixel_0_1, ... with row and column, which may form any rectangle.
     */
    static Optional<Picture> of(Datanet datanet) {
        return datanet.features()
                .filter(features -> features.columns() > 1 && features.columns() <= MOST_PIXELS)
                .flatMap(features -> placed(features).or(() -> square(features)));
    }

    private static Optional<Picture> square(FeatureMatrix features) {
        int side = (int) Math.round(Math.sqrt(features.columns()));
        boolean pixels = features.names().stream()
                .allMatch(name -> NUMBERED.matcher(name).matches());
        return side * side == features.columns() && pixels
                ? Optional.of(
                        new Picture(features, IntStream.range(0, side * side).toArray(), side))
                : Optional.empty();
    }

    private static Optional<Picture> placed(FeatureMatrix features) {
        List<Matcher> names = features.names().stream().map(PLACED::matcher).toList();
        if (!names.stream().allMatch(Matcher::matches)) {
            return Optional.empty();
        }
        int[] rows =
                names.stream().mapToInt(name -> Integer.parseInt(name.group(2))).toArray();
        int[] across =
                names.stream().mapToInt(name -> Integer.parseInt(name.group(3))).toArray();
        int top = Arrays.stream(rows).min().orElseThrow();
        int left = Arrays.stream(across).min().orElseThrow();
        int width = Arrays.stream(across).max().orElseThrow() - left + 1;
        int height = Arrays.stream(rows).max().orElseThrow() - top + 1;
        if ((long) width * height != features.columns()) {
            return Optional.empty();
        }
        int[] columns = new int[features.columns()];
        Arrays.fill(columns, -1);
        for (int column = 0; column < columns.length; column++) {
            columns[(rows[column] - top) * width + across[column] - left] = column;
        }
        return Arrays.stream(columns).allMatch(column -> column >= 0)
                ? Optional.of(new Picture(features, columns, width))
                : Optional.empty();
    }

    /** A row as a PNG in a data address: ink is dark. */
    String dataUri(int row) {
        BufferedImage image = new BufferedImage(width, columns.length / width, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < columns.length; i++) {
            double ink = (features.get(row, columns[i]) - low) / (high - low);
            image.getRaster().setSample(i % width, i / width, 0, (int) Math.round(255 * (1 - ink)));
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

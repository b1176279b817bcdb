package org.datanet.guard.health;

import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;

/**
 * The shapes of all texts of a Datanet.
 *
 * @param words one a row, as in {@link TextShape}, like the others; none to be written to
 * @param letters per word
 * @param signs share of all characters
 */
@SuppressWarnings("ArrayRecordComponent")
public record TextShapes(float[] words, float[] letters, float[] signs) {
    /** Those of texts that the Datanet holds. */
    public static TextShapes of(Datanet datanet) {
        int rows = datanet.rows();
        TextShapes shapes = new TextShapes(new float[rows], new float[rows], new float[rows]);
        IntStream.range(0, rows).parallel().forEach(row -> {
            TextShape shape = TextShape.of(datanet.text(row));
            shapes.words[row] = shape.words();
            shapes.letters[row] = shape.letters();
            shapes.signs[row] = shape.signs();
        });
        return shapes;
    }
}

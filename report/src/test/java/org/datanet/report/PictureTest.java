package org.datanet.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;
import org.junit.jupiter.api.Test;

class PictureTest {
    private static Datanet row(List<String> names, double... features) {
        return Datanet.builder(new DatanetId("d"), "1")
                .featureNames(names)
                .add(new Datanet.Row(new SampleId("s"), new ContributorId("c"), Digest.EMPTY).features(features))
                .build();
    }

    private static BufferedImage image(Datanet datanet) throws IOException {
        String uri = Picture.of(datanet).orElseThrow().dataUri(0);
        return ImageIO.read(
                new ByteArrayInputStream(Base64.getDecoder().decode(uri.substring("data:image/png;base64,".length()))));
    }

    @Test
    void columns_that_say_row_and_column_form_any_rectangle_in_any_order() throws IOException {
        BufferedImage image = image(row(
                List.of("pixel_1_2", "pixel_0_0", "pixel_0_1", "pixel_0_2", "pixel_1_0", "pixel_1_1"),
                8,
                0,
                0,
                0,
                0,
                0));
        assertThat(image.getWidth()).isEqualTo(3);
        assertThat(image.getHeight()).isEqualTo(2);
        assertThat(image.getRaster().getSample(2, 1, 0)).as("ink is dark").isZero();
        assertThat(image.getRaster().getSample(0, 0, 0)).isEqualTo(255);
    }

    @Test
    void numbered_columns_form_a_square_row_by_row() throws IOException {
        BufferedImage image = image(row(List.of("p0", "p1", "p2", "p3"), 0, 1, 0, 0));
        assertThat(image.getWidth()).isEqualTo(2);
        assertThat(image.getRaster().getSample(1, 0, 0)).isZero();
    }

    @Test
    void what_is_no_whole_picture_is_none() {
        assertThat(Picture.of(row(List.of("p0", "p1", "p2"), 0, 1, 0))).isEmpty();
        assertThat(Picture.of(row(List.of("age", "height", "p2", "p3"), 0, 1, 0, 0)))
                .isEmpty();
        assertThat(Picture.of(row(List.of("p_0_0", "p_0_1", "p_1_0", "p_1_0x"), 0, 1, 0, 0)))
                .isEmpty();
        assertThat(Picture.of(row(List.of("p_0_0", "p_0_1", "p_2_0", "p_1_1"), 0, 1, 0, 0)))
                .isEmpty();
    }
}

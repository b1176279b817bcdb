package org.datanet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LinePlotTest {
    private static LinePlot.Curve curve(String name, double... y) {
        double[] x = new double[y.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        return new LinePlot.Curve(name, x, y);
    }

    @Test
    void the_lowest_and_the_highest_point_lie_at_the_edges_of_the_plot() {
        String svg = new LinePlot("t", "x", "y", List.of(curve("a", -2, 6, 2))).svg();

        assertThat(svg).contains("points=\"64.0,274.0 277.0,34.0 490.0,154.0\"");
    }

    @Test
    void names_of_curves_that_end_at_one_place_do_not_cover_each_other() {
        String svg = new LinePlot("t", "x", "y", List.of(curve("a", 0, 1), curve("b", 0.5, 1), curve("c", 1, 1))).svg();

        List<String> places = svg.lines()
                .flatMap(line -> java.util.regex.Pattern.compile("y=\"([0-9.]+)\"[^>]*>[abc]</text>")
                        .matcher(line)
                        .results())
                .map(match -> match.group(1))
                .distinct()
                .toList();
        assertThat(places).hasSize(3);
    }

    @Test
    void text_is_escaped_in_plots_and_pages() {
        LinePlot plot = new LinePlot("a<b & \"c\"", "<x>", "y", List.of(curve("<script>", 1, 2)));
        MeasurementPage page = new MeasurementPage(
                "<title>",
                "lead",
                List.of(new MeasurementPage.Section(
                        "h", "t", List.of("column"), List.of(List.of("<img>")), List.of(plot))));

        assertThat(page.html())
                .doesNotContain("<script>", "<img>", "<x>")
                .contains("a&lt;b &amp; &quot;c&quot;", "&lt;img&gt;");
        assertThat(page.html()).isEqualTo(page.html());
    }

    @Test
    void points_that_are_not_finite_and_rows_that_do_not_fit_are_refused() {
        assertThatThrownBy(() -> curve("a", 1, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("point 1 of curve \"a\"");
        assertThatThrownBy(() -> new LinePlot("none", "x", "y", List.of())).hasMessageContaining("none");
        assertThatThrownBy(() ->
                        new MeasurementPage.Section("scores", "t", List.of("a", "b"), List.of(List.of("1")), List.of()))
                .hasMessageContaining("1 cells under 2 columns");
    }
}

package org.datanet.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class InterpretedPlansTest {
    private static final String WHOLE = "spark.sql.codegen.wholeStage";

    @Test
    void small_tables_are_interpreted_great_ones_compiled_and_what_the_owner_asked_for_stays() {
        SparkConf opened = new SparkConf(false);

        assertThat(InterpretedPlans.settings(opened, InterpretedPlans.COMPILED - 1))
                .containsEntry(WHOLE, "false")
                .containsEntry("spark.sql.codegen.factoryMode", "NO_CODEGEN");
        assertThat(InterpretedPlans.settings(opened, InterpretedPlans.COMPILED)).isEmpty();
        assertThat(InterpretedPlans.settings(opened.set(WHOLE, "true"), 1))
                .containsOnlyKeys("spark.sql.codegen.factoryMode");
    }

    @Test
    void the_session_is_left_as_it_was_also_by_work_that_fails() {
        SparkSession spark = LocalSpark.session(2).newSession();
        spark.conf().set(WHOLE, "true");
        Map<String, String> settings = Map.of(WHOLE, "false");

        String within =
                InterpretedPlans.during(spark, settings, () -> spark.conf().get(WHOLE));
        assertThatThrownBy(() -> InterpretedPlans.during(spark, settings, () -> {
                    throw new IllegalStateException("no rows");
                }))
                .hasMessage("no rows");

        assertThat(within).isEqualTo("false");
        assertThat(spark.conf().get(WHOLE)).isEqualTo("true");
    }
}

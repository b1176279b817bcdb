package org.datanet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class SparkEngineTest {
    @TempDir
    Path directory;

    private Path program(String script) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("spark/bin"));
        Path program = Files.writeString(bin.resolve("spark-submit"), "#!/bin/sh\n" + script);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    private Path jar() throws IOException {
        Path target = Files.createDirectories(directory.resolve("clone/guard-spark/target"));
        return Files.writeString(target.resolve("datanet-guard-spark-1-job.jar"), "");
    }

    @Test
    void the_job_gets_the_master_the_class_and_every_argument_as_it_was_given() throws IOException {
        Path program = program("printf '%s\\n' \"$@\" > " + directory + "/arguments\n");
        Path jar = jar();

        SparkEngine.find(Map.of("SPARK_HOME", directory.resolve("spark").toString()), directory.resolve("clone"))
                .run("local[2]", List.of("reward", "a folder", "--fee", "7"));

        assertThat(Files.readAllLines(directory.resolve("arguments")))
                .containsExactly(
                        "--master",
                        "local[2]",
                        "--class",
                        "org.datanet.spark.Main",
                        jar.toString(),
                        "reward",
                        "a folder",
                        "--fee",
                        "7");
        assertThat(SparkEngine.find(Map.of("PATH", "/nowhere:" + program.getParent()), directory.resolve("clone"))
                        .submit())
                .isEqualTo(program);
    }

    @Test
    void a_job_that_fails_is_told_with_its_code() throws IOException {
        program("exit 3\n");
        jar();
        SparkEngine engine = SparkEngine.find(
                Map.of("SPARK_HOME", directory.resolve("spark").toString()), directory.resolve("clone"));

        assertThatThrownBy(() -> engine.run("", List.of("reward")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("code 3");
    }

    @Test
    void what_is_missing_is_named_with_the_way_to_get_it() throws IOException {
        assertThatThrownBy(() -> SparkEngine.find(Map.of("PATH", "/nowhere"), directory))
                .hasMessageContaining("no spark-submit on the PATH; set SPARK_HOME");
        assertThatThrownBy(() -> SparkEngine.find(Map.of("SPARK_HOME", "/nowhere"), directory))
                .hasMessageContaining("SPARK_HOME is /nowhere");
        program("");
        Map<String, String> home =
                Map.of("SPARK_HOME", directory.resolve("spark").toString());
        assertThatThrownBy(() -> SparkEngine.find(home, directory))
                .hasMessageContaining("has no job jar; build it with \"mvn -B -Dfast -Pspark");
    }
}

package org.datanet.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "inspect net|Missing required option: '--out=DIR'",
                "value net --seed 7|Missing required option: '--out=DIR'",
                "reward net --ledger l --valuation v --quality q --out o --rule exposure|only \"conditional-gain\" is",
                "reward net --ledger l|Missing required options",
            })
    void what_is_not_carried_is_refused_by_name_with_exit_code_2(String line, String said) {
        StringWriter errors = new StringWriter();

        int code = Main.commandLine().setErr(new PrintWriter(errors)).execute(line.split(" "));

        assertThat(code).isEqualTo(2);
        assertThat(errors.toString()).contains(said);
    }
}

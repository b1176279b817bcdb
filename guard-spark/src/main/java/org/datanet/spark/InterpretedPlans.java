package org.datanet.spark;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;

/**
 * Has Spark interpret the plans of small tables: the guard asks some dozens of small questions, and making a class of each, for which the virtual
 * machine makes code, takes longer there than it saves. Changes no result. What the session was opened with by name stays.
 */
final class InterpretedPlans {
    /** Bytes of samples from which plans are compiled. */
    static final long COMPILED = 256L << 20;

    private static final Map<String, String> INTERPRETED =
            Map.of("spark.sql.codegen.wholeStage", "false", "spark.sql.codegen.factoryMode", "NO_CODEGEN");

    private InterpretedPlans() {}

    /** Does some work in a session with these settings, and leaves it as it was. */
    static <T> T during(SparkSession spark, Map<String, String> settings, Supplier<T> work) {
        RuntimeConfig conf = spark.conf();
        Map<String, String> before = new HashMap<>();
        settings.forEach((key, value) -> {
            before.put(key, conf.get(key));
            conf.set(key, value);
        });
        try {
            return work.get();
        } finally {
            before.forEach(conf::set);
        }
    }

    /** What is set for samples of that many bytes in a session that was opened so. */
    static Map<String, String> settings(SparkConf opened, long bytes) {
        Map<String, String> settings = new HashMap<>(bytes < COMPILED ? INTERPRETED : Map.of());
        settings.keySet().removeIf(opened::contains);
        return settings;
    }
}

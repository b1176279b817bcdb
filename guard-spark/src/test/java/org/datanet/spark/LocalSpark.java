package org.datanet.spark;

import org.apache.spark.sql.SparkSession;

/** One session for all tests of the process, opened again where a test stopped it. */
final class LocalSpark {
    private static SparkSession session = open();

    private LocalSpark() {}

    private static SparkSession open() {
        System.setProperty("spark.ui.enabled", "false");
        System.setProperty("spark.sql.shuffle.partitions", "2");
        System.setProperty("spark.default.parallelism", "2");
        // A few hundred rows: compiling the plans would take longer than running them.
        System.setProperty("spark.sql.codegen.wholeStage", "false");
        System.setProperty("spark.sql.codegen.factoryMode", "NO_CODEGEN");
        SparkSession spark = Sessions.open("local[2]");
        spark.sparkContext().setLogLevel("OFF");
        return spark;
    }

    static SparkSession session() {
        return session(2);
    }

    /** With that many partitions after every shuffle. */
    static synchronized SparkSession session(int partitions) {
        if (session.sparkContext().isStopped()) {
            session = open();
        }
        session.conf().set("spark.sql.shuffle.partitions", partitions);
        session.conf().set("spark.sql.adaptive.coalescePartitions.enabled", "false");
        return session;
    }
}

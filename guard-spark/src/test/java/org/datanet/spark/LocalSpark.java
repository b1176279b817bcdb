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
        // On a machine that is busy with something else a test may stand still for minutes. A context that then takes
        // its
        // own executor for lost, or runs out of memory for pages that nobody reads, stops in the middle of a test;
        // plans
        // made after that have no session.
        System.setProperty("spark.network.timeout", "3600s");
        System.setProperty("spark.executor.heartbeatInterval", "600s");
        System.setProperty("spark.sql.ui.retainedExecutions", "2");
        System.setProperty("spark.ui.retainedJobs", "20");
        System.setProperty("spark.ui.retainedStages", "20");
        System.setProperty("spark.ui.retainedTasks", "200");
        SparkSession spark = Sessions.open("local[2]");
        // Errors are what many tests are about. With -Ddatanet.spark.log=WARN Spark says what it makes of them.
        spark.sparkContext().setLogLevel(System.getProperty("datanet.spark.log", "OFF"));
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

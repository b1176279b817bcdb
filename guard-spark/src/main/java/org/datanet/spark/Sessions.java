package org.datanet.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Opens Spark sessions in which results don't depend on the machine: strict arithmetic, UTC, names as they are written. */
public final class Sessions {
    private Sessions() {}

    /**
     * A session on a master.
     *
     * @param master a master's URL; empty for the one that {@code spark-submit} was given
     */
    public static SparkSession open(String master) {
        SparkConf conf = new SparkConf();
        if (!master.isEmpty()) {
            conf.setMaster(master);
        }
        if (conf.get("spark.master", "").startsWith("local")) {
            // Nobody else needs to reach a driver that is its own executor.
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
            conf.setIfMissing("spark.ui.enabled", "false");
        }
        conf.setIfMissing("spark.app.name", "datanet");
        // Columns for the driver come in one job a table, so that all cores work on them; its memory is the bound.
        conf.setIfMissing("spark.driver.maxResultSize", "0");
        // Overflow is an error, never a wrapped amount.
        conf.set("spark.sql.ansi.enabled", "true");
        conf.set("spark.sql.session.timeZone", "UTC");
        conf.set("spark.sql.caseSensitive", "true");
        conf.set("spark.sql.files.ignoreCorruptFiles", "false");
        conf.set("spark.sql.files.ignoreMissingFiles", "false");
        // An executor that dies while it commits leaves nothing under a final name.
        conf.set("spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version", "1");
        return SparkSession.builder().config(conf).getOrCreate();
    }
}

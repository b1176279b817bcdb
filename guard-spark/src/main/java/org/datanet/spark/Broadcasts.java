package org.datanet.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Takes what tasks need from the driver to them. */
final class Broadcasts {
    private Broadcasts() {}

    /** A value in tasks. */
    interface Shared<T> extends Serializable {
        T value();
    }

    /** The file systems' configuration, which tasks need to open files by themselves. */
    static Shared<Configuration> configuration(SparkSession spark) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            spark.sparkContext().hadoopConfiguration().write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written to", e);
        }
        byte[] written = bytes.toByteArray();
        return () -> {
            Configuration configuration = new Configuration(false);
            try {
                configuration.readFields(new DataInputStream(new ByteArrayInputStream(written)));
            } catch (IOException e) {
                throw new UncheckedIOException("memory does not fail to be read", e);
            }
            return configuration;
        };
    }
}

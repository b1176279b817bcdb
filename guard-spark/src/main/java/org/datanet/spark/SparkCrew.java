package org.datanet.spark;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.datanet.progress.Crew;

/**
 * Executors that do work for the driver: what all parts need is broadcast, a part travels with its task.
 *
 * @param context of the session
 * @param least steps that are worth a job
 */
record SparkCrew(JavaSparkContext context, double least) implements Crew {
    /** Steps that take about as long as a job takes to start. */
    static final double WORTH = 5e7;

    @Override
    public List<double[][]> work(double[][] shared, List<double[][]> parts, Task task) {
        Broadcast<double[][]> everywhere = context.broadcast(shared);
        try {
            return context.parallelize(parts, parts.size())
                    .map(part -> task.of(everywhere.value(), part))
                    .collect();
        } finally {
            everywhere.destroy();
        }
    }

    @Override
    public <P> Sent<P> send(Model<P> model) {
        Broadcast<Model<P>> everywhere = context.broadcast(model);
        return new Sent<>() {
            @Override
            public List<double[][]> of(List<P> parts) {
                return answers(context, everywhere, parts);
            }

            @Override
            public void close() {
                everywhere.destroy();
            }
        };
    }

    /** In a method of its own, because a task must not take the crew with it. */
    private static <P> List<double[][]> answers(JavaSparkContext context, Broadcast<Model<P>> model, List<P> parts) {
        return context.parallelize(parts, parts.size())
                .map(part -> model.value().of(part))
                .collect();
    }

    @Override
    public int size() {
        return 2 * context.defaultParallelism();
    }
}

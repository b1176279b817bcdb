package org.datanet.attribution.gain;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.datanet.progress.Crew;

/** Has a crew compare points: the larger set is cut into parts, the smaller goes to everybody. Shared are k and the points; a part is its first point and points. */
final class CarriedSearch {
    /** Values of one part at most: what travels with a task is no more than some megabytes. */
    private static final int MOST_VALUES = 1 << 21;

    private CarriedSearch() {}

    static Neighbours of(Points points, Points among, int k, Crew crew) {
        int d = points.columns();
        double[] options = {k, d};
        if (among.size() >= points.size()) {
            Crew.Task task = (Crew.Task & Serializable) (queries, part) -> found(
                    Neighbours.searched(
                            set(queries[1], queries[0][1]), set(part[1], queries[0][1]), (int) queries[0][0], false),
                    (int) part[0][0]);
            List<Neighbours> parts =
                    crew.work(new double[][] {options, points.rows()}, slices(among, crew), task).stream()
                            .map(found -> read(found, k))
                            .toList();
            return Neighbours.merged(points.size(), k, parts);
        }
        Crew.Task task = (Crew.Task & Serializable) (known, part) -> found(
                Neighbours.searched(set(part[1], known[0][1]), set(known[1], known[0][1]), (int) known[0][0], false),
                0);
        int[] indices = new int[points.size() * k];
        double[] squared = new double[points.size() * k];
        int at = 0;
        for (double[][] found : crew.work(new double[][] {options, among.rows()}, slices(points, crew), task)) {
            Neighbours part = read(found, k);
            System.arraycopy(part.indices(), 0, indices, at, part.indices().length);
            System.arraycopy(part.squared(), 0, squared, at, part.squared().length);
            at += part.indices().length;
        }
        return new Neighbours(k, indices, squared);
    }

    private static Points set(double[] rows, double d) {
        return new Points(rows.length / (int) d, (int) d, rows);
    }

    private static double[][] found(Neighbours found, int first) {
        return new double[][] {
            Arrays.stream(found.indices())
                    .mapToDouble(i -> i < 0 ? i : i + first)
                    .toArray(),
            found.squared()
        };
    }

    private static Neighbours read(double[][] found, int k) {
        return new Neighbours(k, Arrays.stream(found[0]).mapToInt(i -> (int) i).toArray(), found[1]);
    }

    private static List<double[][]> slices(Points points, Crew crew) {
        int d = points.columns();
        long pieces = Math.max(crew.size(), 1 + (long) points.rows().length / MOST_VALUES);
        int count = (int) Math.max(1, Math.min(pieces, points.blocks()));
        List<double[][]> slices = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            int from = (int) ((long) points.blocks() * part / count) * Points.BLOCK;
            int to = Math.min(points.size(), (int) ((long) points.blocks() * (part + 1) / count) * Points.BLOCK);
            slices.add(new double[][] {{from}, Arrays.copyOfRange(points.rows(), from * d, to * d)});
        }
        return slices;
    }
}

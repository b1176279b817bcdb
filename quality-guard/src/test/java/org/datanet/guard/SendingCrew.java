package org.datanet.guard;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.datanet.progress.Crew;

/** Everything goes to the others and comes back as bytes; nothing is too small to be sent. */
public final class SendingCrew implements Crew {
    private final int size;
    private int parts;

    /** @param size parts that are asked for at a time */
    public SendingCrew(int size) {
        this.size = size;
    }

    /** How many parts were sent. */
    public int parts() {
        return parts;
    }

    @Override
    public List<double[][]> work(double[][] shared, List<double[][]> all, Task task) {
        throw new UnsupportedOperationException("the guard sends models");
    }

    @Override
    public <P> Sent<P> send(Model<P> model) {
        Model<P> there = copy(model);
        return new Sent<>() {
            @Override
            public List<double[][]> of(List<P> asked) {
                parts += asked.size();
                List<double[][]> answers = new ArrayList<>();
                asked.forEach(part -> answers.add(copy(there.of(copy(part)))));
                return answers;
            }

            @Override
            public void close() {}
        };
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be sent: " + value.getClass(), e);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public double least() {
        return 0;
    }
}

package org.datanet.benchmarks.hook;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.datanet.rest.MediaTypes;

/**
 * Clients that send ready receipts, each over a connection of its own and the next when the last was answered. They do next to nothing
 * themselves, because they share the processors with the server that is measured.
 */
final class ReceiptClients {
    private final int clients;

    ReceiptClients(int clients) {
        this.clients = clients;
    }

    /** A receipt under its run's id. */
    record Body(String run, byte[] bytes) {}

    /** One of the clients' places, which does things one after the other. */
    interface Place extends AutoCloseable {
        void take(Body body) throws Exception;

        @Override
        void close() throws IOException;
    }

    /** Makes a client's place. */
    @FunctionalInterface
    interface Places {
        Place open() throws IOException;
    }

    /** Sends all, and gives the microseconds that each waited, in their order. */
    long[] send(List<Body> bodies, URI hook, String token) throws InterruptedException, ExecutionException {
        return together(bodies, () -> new Connection(hook, token));
    }

    /** Does something with all from all clients at once; gives the microseconds that each took. */
    long[] together(List<Body> bodies, Places places) throws InterruptedException, ExecutionException {
        long[] micros = new long[bodies.size()];
        AtomicInteger next = new AtomicInteger();
        List<Callable<Integer>> loops = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            loops.add(() -> {
                int done = 0;
                try (Place place = places.open()) {
                    for (int i = next.getAndIncrement(); i < micros.length; i = next.getAndIncrement()) {
                        long begin = System.nanoTime();
                        place.take(bodies.get(i));
                        micros[i] = (System.nanoTime() - begin) / 1_000;
                        done++;
                    }
                }
                return done;
            });
        }
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            for (Future<Integer> loop : pool.invokeAll(loops)) {
                loop.get();
            }
        } finally {
            pool.shutdownNow();
        }
        return micros;
    }

    /** One connection of HTTP/1.1 that is kept. */
    private static final class Connection implements Place {
        private final Socket socket;
        private final InputStream in;
        private final String headers;

        Connection(URI hook, String token) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), hook.getPort());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            headers =
                    " HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nContent-Length: "
                            .formatted(hook.getPort(), token, MediaTypes.RECEIPT);
        }

        @Override
        public void take(Body body) throws IOException {
            byte[] head = ("PUT /v1/receipts/" + body.run() + headers + body.bytes().length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            byte[] request = java.util.Arrays.copyOf(head, head.length + body.bytes().length);
            System.arraycopy(body.bytes(), 0, request, head.length, body.bytes().length);
            socket.getOutputStream().write(request);
            String status = line();
            int length = 0;
            boolean chunked = false;
            for (String header = line(); !header.isEmpty(); header = line()) {
                String lower = header.toLowerCase(Locale.ROOT);
                chunked |= lower.startsWith("transfer-encoding:") && lower.endsWith("chunked");
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(lower.substring(15).strip());
                }
            }
            String answer = chunked ? chunks() : text(length);
            if (!status.startsWith("HTTP/1.1 201 ")) {
                throw new IOException(body.run() + " was not taken as new: " + status + " " + answer);
            }
        }

        private String chunks() throws IOException {
            StringBuilder all = new StringBuilder();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                all.append(text(size));
                line();
            }
            line();
            return all.toString();
        }

        private String text(int length) throws IOException {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("the hook closed the connection");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException("the hook closed the connection");
                }
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

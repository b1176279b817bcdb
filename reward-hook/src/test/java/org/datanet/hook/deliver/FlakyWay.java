package org.datanet.hook.deliver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a reporter and a hook, and passes on, refuses, or loses answers. */
public final class FlakyWay implements AutoCloseable {
    /** What it does with a request. */
    public enum Mode {
        PASS,
        REFUSE,
        LOSE_ANSWER,
        HANG_UP
    }

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI target;
    public volatile Mode mode = Mode.PASS;
    public volatile int status = 500;
    public volatile Map<String, String> headers = Map.of();
    public final AtomicInteger requests = new AtomicInteger();

    public FlakyWay(URI target) throws IOException {
        this.target = target;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        byte[] body = exchange.getRequestBody().readAllBytes();
        Mode now = mode;
        if (now == Mode.HANG_UP) {
            exchange.close();
            throw new IOException("hung up");
        }
        int answer = status;
        byte[] content = new byte[0];
        if (now == Mode.PASS || now == Mode.LOSE_ANSWER) {
            HttpRequest.Builder request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
            for (Map.Entry<String, List<String>> header :
                    exchange.getRequestHeaders().entrySet()) {
                String name = header.getKey().toLowerCase(java.util.Locale.ROOT);
                if (name.startsWith("webhook-") || name.equals("content-type") || name.equals("idempotency-key")) {
                    request.header(name, header.getValue().get(0));
                }
            }
            try {
                HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                if (now == Mode.PASS) {
                    answer = response.statusCode();
                    content = response.body();
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        } else {
            headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        }
        exchange.sendResponseHeaders(answer, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

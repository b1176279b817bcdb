package org.datanet.evm.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and a node, and fails as networks and nodes do. */
public final class RpcProxy implements AutoCloseable {
    private static final String SEND = "eth_sendRawTransaction";

    /** What goes wrong. */
    public enum Fault {
        /** Nothing. */
        NONE,
        /** Transactions are refused. */
        REFUSES,
        /** Transactions are taken, but the answer is lost. */
        LOSES_ANSWERS,
        /** Nobody answers. */
        DOWN
    }

    private final HttpServer server;
    private final URI node;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Fault fault = Fault.NONE;
    private volatile int lastCall = Integer.MAX_VALUE;
    private volatile boolean lastIsForwarded;

    private RpcProxy(HttpServer server, URI node) {
        this.server = server;
        this.node = node;
    }

    /** A proxy before a node, on a free loopback port. */
    public static RpcProxy before(URI node) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        RpcProxy proxy = new RpcProxy(server, node);
        server.createContext("/", proxy::handle);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
        return proxy;
    }

    /** Where it listens. */
    public URI node() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on. */
    public void fault(Fault value) {
        fault = value;
    }

    /** From now on a method answers this result, as JSON. */
    public void answer(String method, String result) {
        answers.put(method, result);
    }

    /** From now on nodes answer for themselves. */
    public void answerTruly() {
        answers.clear();
    }

    /** Counts calls from 0 again; the one with this number is the last that happens, with or without an effect on the node. */
    public void endAt(int call, boolean forwarded) {
        calls.set(0);
        lastCall = call;
        lastIsForwarded = forwarded;
    }

    /** Calls since {@link #endAt}. */
    public int calls() {
        return calls.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] request = exchange.getRequestBody().readAllBytes();
        JsonNode json = JsonRpc.JSON.readTree(request);
        String method = json.get("method").asText();
        boolean sending = method.equals(SEND);
        int call = calls.incrementAndGet();
        if (fault == Fault.DOWN || call > lastCall || call == lastCall && !lastIsForwarded) {
            exchange.close();
            return;
        }
        if (fault == Fault.REFUSES && sending) {
            answer(exchange, json, "\"error\":{\"code\":-32000,\"message\":\"not today\"}");
            return;
        }
        if (answers.containsKey(method)) {
            answer(exchange, json, "\"result\":" + answers.get(method));
            return;
        }
        byte[] body;
        try {
            body = http.send(
                            HttpRequest.newBuilder(node)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (IOException | InterruptedException e) {
            exchange.close();
            return;
        }
        if (fault == Fault.LOSES_ANSWERS && sending || call == lastCall) {
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void answer(HttpExchange exchange, JsonNode request, String rest) throws IOException {
        byte[] body = "{\"jsonrpc\":\"2.0\",\"id\":%s,%s}"
                .formatted(request.get("id"), rest)
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

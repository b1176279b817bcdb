package org.datanet.evm.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** JSON-RPC 2.0 over HTTP. Thread-safe. */
final class JsonRpc {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_ANSWER = 64 << 20;

    private final URI node;
    private final Duration timeout;
    private final HttpClient http;
    private final AtomicLong ids = new AtomicLong();

    JsonRpc(URI node, Duration timeout) {
        if (!"http".equals(node.getScheme()) && !"https".equals(node.getScheme())) {
            throw new IllegalArgumentException("a node is reached by http:// or https://, not " + shown(node));
        }
        this.node = node;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** The node's address without what providers put into paths and queries: keys. */
    static String shown(URI node) {
        return node.getScheme() + "://" + node.getHost() + (node.getPort() < 0 ? "" : ":" + node.getPort());
    }

    /**
     * Calls a method.
     *
     * @param parameters strings, booleans and Jackson nodes
     * @return the result; null where the node answers null
     * @throws ChainException when the node cannot be reached or answers with an error
     */
    @Nullable
    JsonNode call(String method, Object... parameters) throws ChainException {
        ObjectNode request = JSON.createObjectNode();
        request.put("jsonrpc", "2.0").put("id", ids.incrementAndGet()).put("method", method);
        ArrayNode array = request.putArray("params");
        for (Object parameter : parameters) {
            array.addPOJO(parameter);
        }
        JsonNode answer = post(method, request);
        JsonNode error = answer.get("error");
        if (error != null && !error.isNull()) {
            JsonNode data = error.get("data");
            throw ChainException.refused(
                    "the node at %s refuses %s: %s (code %s)"
                            .formatted(
                                    shown(node),
                                    method,
                                    error.path("message").asText("no reason given"),
                                    error.path("code").asText("?")),
                    data != null && data.isTextual() && data.textValue().matches("0x[0-9a-fA-F]*")
                            ? data.textValue()
                            : null);
        }
        JsonNode result = answer.get("result");
        if (result == null) {
            throw ChainException.unreachable(
                    "%s answers %s with neither result nor error: it is no Ethereum node"
                            .formatted(shown(node), method),
                    null);
        }
        return result.isNull() ? null : result;
    }

    private JsonNode post(String method, ObjectNode request) throws ChainException {
        try {
            HttpRequest http = HttpRequest.newBuilder(node)
                    .timeout(timeout)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request)))
                    .build();
            HttpResponse<InputStream> response = this.http.send(http, HttpResponse.BodyHandlers.ofInputStream());
            byte[] body;
            try (InputStream in = response.body()) {
                body = in.readNBytes(LONGEST_ANSWER);
            }
            JsonNode answer = JSON.readTree(body);
            if (answer == null || !answer.isObject()) {
                throw ChainException.unreachable(
                        "%s answers %s with HTTP %d and no JSON object"
                                .formatted(shown(node), method, response.statusCode()),
                        null);
            }
            return answer;
        } catch (JsonProcessingException e) {
            throw ChainException.unreachable(
                    "%s answers %s with something that is not JSON: is this the address of a node?"
                            .formatted(shown(node), method),
                    e);
        } catch (ChainException e) {
            throw e;
        } catch (IOException e) {
            throw ChainException.unreachable(
                    "the node at %s cannot be reached (%s): %s"
                            .formatted(shown(node), method, e.getMessage() == null ? e : e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ChainException.unreachable("interrupted while waiting for " + shown(node), e);
        }
    }
}

package org.datanet.samples.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar found by scanning, as an application's own container finds it. */
class GrainServiceTest {
    @TempDir
    Path directory;

    @AfterEach
    void forget() {
        System.getProperties().keySet().removeIf(key -> key.toString().startsWith("datanet."));
    }

    @Test
    void the_service_trains_on_record_and_serves_the_record() throws Exception {
        System.setProperty("datanet.hook.directory", directory.toString());
        System.setProperty("datanet.hook.port", "0");
        System.setProperty(
                "datanet.datanets.wheat", Path.of("..", "wheat").toRealPath().toString());
        System.setProperty("datanet.payer", "acme");
        try (GrainService service = new GrainService()) {
            assertThat(service.train()).hasSize(3);
            HttpResponse<String> receipts = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(service.hook().uri().resolve("v1/receipts"))
                                    .header(
                                            "Authorization",
                                            "Bearer "
                                                    + Files.readString(directory.resolve("owner.token"))
                                                            .strip())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(receipts.statusCode()).isEqualTo(200);
            assertThat(receipts.body()).contains("\"model\":\"perceptron\"", "\"state\":\"COMPLETED\"");
        }
    }
}

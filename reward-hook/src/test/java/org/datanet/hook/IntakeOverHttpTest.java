package org.datanet.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datanet.contribution.Commitment;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.Reveal;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Verdict;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.io.DatanetReader;
import org.datanet.io.Intake;
import org.datanet.proof.Digest;
import org.datanet.rest.Appeals;
import org.datanet.rest.Contributions;
import org.datanet.rest.Curations;
import org.datanet.rest.Headers;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.Problem;
import org.datanet.rest.Role;
import org.datanet.rest.Terms;
import org.datanet.rest.Tokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contributors and curators over the wire: promise, show, be drawn for work, judge; each for themselves only. */
class IntakeOverHttpTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String AT = "v1/datanets/wheat/";

    @TempDir
    Path directory;

    private Path folder;
    private HookServer hook;
    private String owner = "";

    @BeforeEach
    void start() throws Exception {
        folder = Files.createDirectories(directory.resolve("wheat"));
        Files.writeString(
                folder.resolve("datanet.yaml"),
                "name: wheat\nversion: \"1\"\ncolumns:\n  id: id\n  contributor: who\n  epoch: epoch\n  label: kind\n"
                        + "  features: [x]\nlabels: [a, b]\n");
        StringBuilder rows = new StringBuilder("id,who,epoch,kind,x\n");
        for (int i = 0; i < 30; i++) {
            rows.append("s-")
                    .append(i)
                    .append(i < 10 ? ",cyd" : ",bea")
                    .append(",0,a,")
                    .append(i)
                    .append('\n');
        }
        Files.writeString(folder.resolve("samples.csv"), rows);
        hook = HookServer.start(
                HookSettings.in(directory.resolve("hook")).serving(Map.of(new DatanetId("wheat"), folder)));
        owner = SecretFiles.readLine(directory.resolve("hook").resolve(HookSettings.OWNER_TOKEN_FILE));
    }

    @AfterEach
    void stop() {
        hook.close();
    }

    @Test
    void a_row_is_promised_then_shown_and_only_then_seen() throws Exception {
        String ada = token(Role.CONTRIBUTOR, "ada");
        ContributorId who = new ContributorId("ada");
        String salt = "00112233445566778899aabbccddeeff";
        Digest payload = payloadOf("ada-1,1,a,7.5");
        Digest promise = Commitment.digest(1, who, payload, new Reveal(new SampleId("x"), salt).saltBytes());
        Contributions.Promise request = new Contributions.Promise(who, List.of(promise), Optional.of(1));

        assertThat(post(ada, "contributions/commitments", request, 201, Contributions.Accepted.class))
                .isEqualTo(new Contributions.Accepted(1, 1));
        assertThat(post(ada, "contributions/commitments", request, 200, Contributions.Accepted.class))
                .isEqualTo(new Contributions.Accepted(0, 1));
        Contributions.Status status = get(ada, "contributions", Contributions.Status.class);
        assertThat(status.phase()).isEqualTo("OPEN");
        assertThat(status.unopened()).containsExactly(promise);

        Contributions.Showing showing = new Contributions.Showing(
                who, "csv", "id,kind,x\nada-1,a,7.5\n", List.of(new Reveal(new SampleId("ada-1"), salt)));
        assertThat(problem(ada, "contributions/reveals", showing, 409).detail()).contains("epoch 1 is open");
        try (Intake intake = Intake.open(folder, Clock.systemUTC())) {
            intake.closeEpoch();
        }
        assertThat(problem(ada, "contributions/commitments", request, 409).detail())
                .contains("in its reveal");
        Contributions.Showing changed = new Contributions.Showing(
                who, "csv", "id,kind,x\nada-1,b,7.5\n", List.of(new Reveal(new SampleId("ada-1"), salt)));
        Problem refused = problem(ada, "contributions/reveals", changed, 422);
        assertThat(refused.detail()).contains("line 2", "opens no promise").doesNotContain(directory.toString());
        assertThat(post(ada, "contributions/reveals", showing, 201, Contributions.Accepted.class))
                .isEqualTo(new Contributions.Accepted(1, 1));
        assertThat(DatanetReader.open(folder).read().rows()).isEqualTo(31);
        assertThat(problem(ada, "contributions/reveals", showing, 422).detail()).contains("ada-1");
    }

    @Test
    void promises_that_arrive_after_their_epoch_are_refused_instead_of_being_forfeit() throws Exception {
        String ada = token(Role.CONTRIBUTOR, "ada");
        Contributions.Promise late = new Contributions.Promise(
                new ContributorId("ada"), List.of(Digest.sha256(new byte[] {1})), Optional.of(1));
        try (Intake intake = Intake.open(folder, Clock.systemUTC())) {
            intake.closeEpoch();
        }
        assertThat(problem(ada, "contributions/commitments", late, 409).detail())
                .contains("for epoch 1", "present one is 2");
        assertThat(get(ada, "contributions", Contributions.Status.class).promised())
                .isZero();
    }

    @Test
    void appeals_are_taken_on_own_samples_against_detectors_that_there_are() throws Exception {
        String bea = token(Role.CONTRIBUTOR, "bea");
        ContributorId who = new ContributorId("bea");
        assertThat(appeal(bea, who, "s-12", "label-nose", 422).detail()).contains("label-nose", "label-noise");
        assertThat(appeal(bea, who, "nope", "*", 422).detail()).contains("no sample nope");
        assertThat(appeal(bea, who, "s-1", "*", 403).detail()).contains("s-1", "somebody else");
        assertThat(RecordJson.read(
                                HTTP.send(
                                                HttpRequest.newBuilder(
                                                                hook.uri().resolve(AT + "appeals"))
                                                        .header("Authorization", "Bearer " + bea)
                                                        .build(),
                                                HttpResponse.BodyHandlers.ofByteArray())
                                        .body(),
                                Appeals.Page.class)
                        .appeals())
                .as("none holds up anybody's pay")
                .isEmpty();
    }

    private Problem appeal(String token, ContributorId who, String sample, String detector, int status)
            throws Exception {
        Appeals.Request request = new Appeals.Request(who, new SampleId(sample), detector, "it is right");
        HttpResponse<byte[]> answer = HTTP.send(
                HttpRequest.newBuilder(hook.uri().resolve(AT + "appeals"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", MediaTypes.JSON)
                        .header(Headers.IDEMPOTENCY_KEY, sample + detector)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(RecordJson.write(request)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(status);
        return RecordJson.read(answer.body(), Problem.class);
    }

    @Test
    void nobody_promises_or_sees_promises_for_somebody_else() throws Exception {
        Contributions.Promise request = new Contributions.Promise(
                new ContributorId("bea"), List.of(Digest.sha256(new byte[] {1})), Optional.empty());
        assertThat(problem(token(Role.CONTRIBUTOR, "ada"), "contributions/commitments", request, 403)
                        .detail())
                .contains("bea");
        post(token(Role.CONTRIBUTOR, "bea"), "contributions/commitments", request, 201, Contributions.Accepted.class);
        assertThat(get(token(Role.CONTRIBUTOR, "ada"), "contributions?contributor=bea", Contributions.Status.class)
                        .promised())
                .isZero();
        assertThat(get(owner, "contributions", Contributions.Status.class).promised())
                .isEqualTo(1);
    }

    @Test
    void work_is_drawn_for_a_curator_who_cannot_choose_or_draw_again() throws Exception {
        String cyd = token(Role.CURATOR, "cyd");
        CuratorId curator = new CuratorId("cyd");
        Curations.Page first =
                post(cyd, "curations/assignments", new Curations.Request(curator, 5), 200, Curations.Page.class);
        Curations.Page again =
                post(cyd, "curations/assignments", new Curations.Request(curator, 5), 200, Curations.Page.class);
        assertThat(first.tasks()).hasSize(5);
        assertThat(again).isEqualTo(first);
        assertThat(first.tasks()).allSatisfy(task -> {
            assertThat(Integer.parseInt(task.sample().value().substring(2)))
                    .as("not an own sample")
                    .isGreaterThanOrEqualTo(10);
            assertThat(task.features()).containsOnlyKeys("x");
            assertThat(task.label()).isEqualTo(Optional.of("a"));
        });
        Set<SampleId> given = new HashSet<>();
        first.tasks().forEach(task -> given.add(task.sample()));
        SampleId other = new SampleId("s-10");
        for (int i = 11; given.contains(other); i++) {
            other = new SampleId("s-" + i);
        }
        assertThat(problem(cyd, "curations/verdicts", new Curations.Judgement(curator, other, Verdict.APPROVE), 409)
                        .detail())
                .contains("not assigned");
        SampleId mine = first.tasks().get(0).sample();
        Curations.Judgement judgement = new Curations.Judgement(curator, mine, Verdict.REJECT);
        assertThat(post(cyd, "curations/verdicts", judgement, 201, Curation.class)
                        .verdict())
                .isEqualTo(Verdict.REJECT);
        post(cyd, "curations/verdicts", judgement, 200, Curation.class);
        problem(cyd, "curations/verdicts", new Curations.Judgement(curator, mine, Verdict.APPROVE), 409);
        assertThat(get(cyd, "curations/assignments", Curations.Page.class).tasks())
                .hasSize(4);
        problem(cyd, "curations/assignments", new Curations.Request(new CuratorId("dov"), 5), 403);
        assertThat(DatanetReader.open(folder).curations()).hasSize(1);
    }

    @Test
    void samples_with_the_fewest_assignments_are_drawn_first() throws Exception {
        List<SampleId> drawn = new ArrayList<>();
        for (String name : List.of("k1", "k2", "k3")) {
            post(
                            token(Role.CURATOR, name),
                            "curations/assignments",
                            new Curations.Request(new CuratorId(name), 10),
                            200,
                            Curations.Page.class)
                    .tasks()
                    .forEach(task -> drawn.add(task.sample()));
        }
        assertThat(drawn).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void the_policy_is_shown_to_everybody_exactly_as_it_was_written() throws Exception {
        assertThat(get("", "policy", Terms.Policy.class).stated()).isFalse();
        Files.writeString(folder.resolve("policy.yaml"), "# ours\nreward: {currency: EUR}\n");
        Terms.Policy policy = get("", "policy", Terms.Policy.class);
        assertThat(policy.yaml()).isEqualTo("# ours\nreward: {currency: EUR}\n");
        assertThat(policy.sha256()).isEqualTo(Digest.sha256(policy.yaml().getBytes(StandardCharsets.UTF_8)));
    }

    private Digest payloadOf(String row) throws Exception {
        Path copy = Files.createDirectories(directory.resolve("copy"));
        Files.copy(folder.resolve("datanet.yaml"), copy.resolve("datanet.yaml"));
        Files.writeString(copy.resolve("samples.csv"), "id,who,epoch,kind,x\n" + row.replaceFirst(",", ",ada,") + "\n");
        return DatanetReader.open(copy).read().digest(0);
    }

    private String token(Role role, String subject) throws Exception {
        HttpResponse<byte[]> made = send(owner, "v1/tokens", RecordJson.write(new Tokens.Request(role, subject)));
        return RecordJson.read(made.body(), Tokens.Made.class).token();
    }

    private <R extends Record> R post(String token, String path, Record request, int status, Class<R> type)
            throws Exception {
        HttpResponse<byte[]> answer = send(token, AT + path, RecordJson.write(request));
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        return RecordJson.read(answer.body(), type);
    }

    private Problem problem(String token, String path, Record request, int status) throws Exception {
        return post(token, path, request, status, Problem.class);
    }

    private <R extends Record> R get(String token, String path, Class<R> type) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(hook.uri().resolve(AT + path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<byte[]> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return RecordJson.read(answer.body(), type);
    }

    private HttpResponse<byte[]> send(String token, String path, byte[] body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(hook.uri().resolve(path))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }
}

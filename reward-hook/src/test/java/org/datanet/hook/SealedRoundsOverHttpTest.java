package org.datanet.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.RoundStep.Phase;
import org.datanet.curation.RoundTerms;
import org.datanet.curation.SealedVerdict;
import org.datanet.curation.Verdict;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.io.CurationFiles;
import org.datanet.io.DatanetReader;
import org.datanet.rest.CurationRounds;
import org.datanet.rest.Curations;
import org.datanet.rest.Problem;
import org.datanet.rest.Role;
import org.datanet.rest.Tokens;
import org.datanet.rewards.upkeep.VerdictRounds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A round of sealed verdicts over the wire: nobody sees, copies, changes or adds a verdict once others can be seen. */
class SealedRoundsOverHttpTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String ROUNDS = "curation-rounds";
    private static final byte[] SALT = "sixteen bytes at least".getBytes(StandardCharsets.US_ASCII);
    private static final CuratorId DOV = new CuratorId("dov");

    @TempDir
    Path directory;

    private Path folder;
    private HookServer hook;
    private String owner = "";
    private String dov = "";

    @BeforeEach
    void start() throws Exception {
        folder = Files.createDirectories(directory.resolve("wheat"));
        Files.writeString(
                folder.resolve("datanet.yaml"),
                "name: wheat\nversion: \"1\"\ncolumns:\n  id: id\n  contributor: who\n  label: kind\n  features: [x]\nlabels: [a, b]\n");
        StringBuilder rows = new StringBuilder("id,who,kind,x\n");
        for (int i = 0; i < 12; i++) {
            rows.append("s-%d,%s,a,%d\n".formatted(i, i < 4 ? "dov" : "bea", i));
        }
        Files.writeString(folder.resolve("samples.csv"), rows);
        hook = HookServer.start(
                HookSettings.in(directory.resolve("hook")).serving(Map.of(new DatanetId("wheat"), folder)));
        owner = SecretFiles.readLine(directory.resolve("hook").resolve(HookSettings.OWNER_TOKEN_FILE));
        dov = token(Role.CURATOR, "dov");
    }

    @AfterEach
    void stop() {
        hook.close();
    }

    private static CurationRounds.Beginning by(String... curators) {
        return new CurationRounds.Beginning(
                List.of(curators).stream().map(CuratorId::new).toList(), Optional.empty());
    }

    private static CurationRounds.Seals sealed(SampleId sample, Verdict verdict) {
        return new CurationRounds.Seals(
                DOV, List.of(new CurationRounds.Seal(sample, SealedVerdict.digest(0, sample, DOV, verdict, SALT))));
    }

    private static CurationRounds.Openings opened(SampleId sample, Verdict verdict) {
        String salt = java.util.HexFormat.of().formatHex(SALT);
        return new CurationRounds.Openings(DOV, List.of(new CurationRounds.Opening(sample, verdict, salt)));
    }

    private void step(Phase phase, int status) throws Exception {
        post(owner, ROUNDS + "/0/steps", new CurationRounds.Step(phase), status, Record.class);
    }

    private static CurationRounds.Audits found(List<SampleId> samples, Verdict truth) {
        return new CurationRounds.Audits(samples.stream()
                .map(sample -> new CurationRounds.Audited(sample, truth, 2))
                .toList());
    }

    /** Audits what was drawn, all of it or nothing, and again without effect. */
    private void audit() throws Exception {
        String audits = ROUNDS + "/0/audits";
        List<SampleId> drawn =
                get(owner, audits, CurationRounds.Unaudited.class).samples();
        assertThat(drawn).isNotEmpty();
        assertThat(get(owner, ROUNDS + "/latest", CurationRounds.Round.class).unaudited())
                .isEqualTo(drawn.size());
        problem(dov, audits, found(drawn, Verdict.REJECT), 403);
        SampleId undrawn = new SampleId(IntStream.range(0, 12)
                .mapToObj(i -> "s-" + i)
                .filter(id -> !drawn.contains(new SampleId(id)))
                .findFirst()
                .orElseThrow());
        assertThat(problem(owner, audits, found(List.of(drawn.get(0), undrawn), Verdict.REJECT), 422)
                        .detail())
                .contains("not drawn for audit");
        assertThat(post(owner, audits, found(drawn, Verdict.REJECT), 201, CurationRounds.Unaudited.class)
                        .samples())
                .isEmpty();
        assertThat(post(owner, audits, found(drawn, Verdict.REJECT), 200, CurationRounds.Unaudited.class)
                        .samples())
                .isEmpty();
        assertThat(problem(owner, audits, found(drawn, Verdict.APPROVE), 409).detail())
                .contains("another audit");
    }

    @Test
    void verdicts_are_sealed_then_shown_and_stand_in_the_folder_as_a_round_that_replays() throws Exception {
        CurationRounds.Round round =
                post(owner, ROUNDS, by("dov", "eve", "fay", "gus"), 201, CurationRounds.Round.class);
        assertThat(round.phase()).isEqualTo(Phase.SEALING);
        assertThat(round.assigned()).isEqualTo(36);
        assertThat(round.terms()).isEqualTo(RoundTerms.defaults());
        assertThat(round.auditSeed()).isEmpty();
        Curations.Page work = get(dov, ROUNDS + "/0/work", Curations.Page.class);
        Set<SampleId> mine = work.tasks().stream().map(Curations.Task::sample).collect(Collectors.toSet());
        assertThat(mine).isNotEmpty().doesNotContain(new SampleId("s-0"), new SampleId("s-3"));
        SampleId sample = work.tasks().get(0).sample();

        assertThat(problem(dov, ROUNDS + "/0/openings", opened(sample, Verdict.REJECT), 409)
                        .detail())
                .contains("is sealing");
        assertThat(problem(dov, ROUNDS + "/0/seals", sealed(new SampleId("s-0"), Verdict.APPROVE), 422)
                        .detail())
                .contains("not assigned to dov");
        assertThat(post(dov, ROUNDS + "/0/seals", sealed(sample, Verdict.REJECT), 201, CurationRounds.Taken.class)
                        .fresh())
                .isEqualTo(1);
        assertThat(post(dov, ROUNDS + "/0/seals", sealed(sample, Verdict.REJECT), 200, CurationRounds.Taken.class)
                        .fresh())
                .isZero();
        assertThat(problem(dov, ROUNDS + "/0/seals", sealed(sample, Verdict.APPROVE), 409)
                        .detail())
                .contains("another verdict");
        assertThat(get(dov, ROUNDS + "/0/work", Curations.Page.class).tasks()).hasSize(mine.size() - 1);
        assertThat(DatanetReader.open(folder).curations()).isEmpty();

        step(Phase.CLOSED, 409);
        step(Phase.OPENING, 200);
        step(Phase.OPENING, 200);
        SampleId other =
                mine.stream().filter(id -> !id.equals(sample)).findFirst().orElseThrow();
        assertThat(problem(dov, ROUNDS + "/0/seals", sealed(other, Verdict.REJECT), 409)
                        .detail())
                .contains("others are shown already");
        assertThat(problem(dov, ROUNDS + "/0/openings", opened(sample, Verdict.REJECT), 409)
                        .detail())
                .contains("wait for the owner's audit");
        step(Phase.CLOSED, 409);
        audit();
        assertThat(problem(dov, ROUNDS + "/0/openings", opened(sample, Verdict.APPROVE), 422)
                        .detail())
                .contains("not what dov sealed");
        assertThat(problem(dov, ROUNDS + "/0/openings", opened(other, Verdict.APPROVE), 422)
                        .detail())
                .contains("sealed no verdict");
        Curation shown = post(
                        dov, ROUNDS + "/0/openings", opened(sample, Verdict.REJECT), 201, CurationRounds.Taken.class)
                .curations()
                .get(0);
        assertThat(post(dov, ROUNDS + "/0/openings", opened(sample, Verdict.REJECT), 200, CurationRounds.Taken.class)
                        .curations())
                .containsExactly(shown);
        step(Phase.CLOSED, 200);
        round = get(dov, ROUNDS + "/latest", CurationRounds.Round.class);
        assertThat(round.phase()).isEqualTo(Phase.CLOSED);
        assertThat(round.sealed()).isEqualTo(1);
        assertThat(round.shown()).isEqualTo(1);
        assertThat(DatanetReader.open(folder).curations()).containsExactly(shown);
        assertThat(new VerdictRounds(CurationFiles.read(DatanetReader.open(folder)))
                        .replay(0)
                        .opened())
                .containsExactly(shown);
    }

    @Test
    void nothing_is_handed_in_by_halves() throws Exception {
        post(owner, ROUNDS, by("dov", "eve", "fay", "gus"), 201, CurationRounds.Round.class);
        SampleId sample = get(dov, ROUNDS + "/0/work", Curations.Page.class)
                .tasks()
                .get(0)
                .sample();
        CurationRounds.Seal good = sealed(sample, Verdict.REJECT).seals().get(0);
        CurationRounds.Seal bad =
                sealed(new SampleId("s-0"), Verdict.REJECT).seals().get(0);

        problem(dov, ROUNDS + "/0/seals", new CurationRounds.Seals(DOV, List.of(good, bad)), 422);
        assertThat(get(dov, ROUNDS + "/latest", CurationRounds.Round.class).sealed())
                .isZero();
    }

    @Test
    void everybody_acts_for_oneself_and_only_the_owner_runs_rounds() throws Exception {
        assertThat(problemOf(dov, ROUNDS + "/latest", 404).detail()).contains("no round");
        problem(dov, ROUNDS, by("dov", "eve", "fay"), 403);
        problem(owner, ROUNDS, by("dov", "eve", "fay"), 422);
        problem(owner, ROUNDS, by("eve", "eve", "fay", "gus"), 422);
        post(owner, ROUNDS, by("dov", "eve", "fay", "gus"), 201, CurationRounds.Round.class);
        problem(owner, ROUNDS, by("dov", "eve", "fay", "gus"), 409);
        String eve = token(Role.CURATOR, "eve");
        SampleId sample = get(dov, ROUNDS + "/0/work", Curations.Page.class)
                .tasks()
                .get(0)
                .sample();
        problem(eve, ROUNDS + "/0/seals", sealed(sample, Verdict.REJECT), 403);
        problem(eve, ROUNDS + "/0/steps", new CurationRounds.Step(Phase.OPENING), 403);
        assertThat(get(eve, ROUNDS + "/0/work?curator=dov", Curations.Page.class)
                        .curator())
                .isEqualTo(new CuratorId("eve"));
        problemOf(eve, ROUNDS + "/7/work", 404);
        // While a round is under way, its samples are nobody's to judge openly.
        assertThat(post(dov, "curations/assignments", new Curations.Request(DOV, 5), 200, Curations.Page.class)
                        .tasks())
                .isEmpty();
    }

    private String token(Role role, String subject) throws Exception {
        HttpResponse<byte[]> made = send(owner, "/v1/tokens", RecordJson.write(new Tokens.Request(role, subject)));
        return RecordJson.read(made.body(), Tokens.Made.class).token();
    }

    private <R extends Record> R post(String token, String path, Record request, int status, Class<R> type)
            throws Exception {
        return read(send(token, path, RecordJson.write(request)), status, type);
    }

    private Problem problem(String token, String path, Record request, int status) throws Exception {
        return post(token, path, request, status, Problem.class);
    }

    private Problem problemOf(String token, String path, int status) throws Exception {
        return read(send(token, path, new byte[0]), status, Problem.class);
    }

    private <R extends Record> R get(String token, String path, Class<R> type) throws Exception {
        return read(send(token, path, new byte[0]), 200, type);
    }

    private static <R extends Record> R read(HttpResponse<byte[]> answer, int status, Class<R> type) throws Exception {
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        return type == Record.class
                ? type.cast(new CurationRounds.Step(Phase.SEALING))
                : RecordJson.read(answer.body(), type);
    }

    /** A GET where there is no body. */
    private HttpResponse<byte[]> send(String token, String path, byte[] body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        hook.uri().resolve("v1/datanets/wheat/").resolve(path))
                .header("Authorization", "Bearer " + token);
        if (body.length > 0) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofByteArray(body));
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}

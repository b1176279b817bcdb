package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Predicate;
import org.datanet.contribution.Commitment;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.Reveal;
import org.datanet.hook.intake.IntakeDesk;
import org.datanet.io.Intake;
import org.datanet.io.IntakeState;
import org.datanet.rest.Contributions;
import org.datanet.rest.Role;
import org.jspecify.annotations.Nullable;

/** Takes promises and the rows that keep them into the folders that this hook serves. */
@HookPart
@Path(Contributions.PATH)
public class ContributionsResource implements Contributions {

    @Inject
    private IntakeDesk desk;

    @Context
    private @Nullable SecurityContext caller;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public ContributionsResource() {}

    private Served served() {
        return new Served(desk);
    }

    @Override
    public Response commit(String datanetText, byte[] body) {
        DatanetId datanet = served().datanet(datanetText);
        Promise promise = Requests.read(body, Promise.class);
        Served.onlyFor(caller, Role.CONTRIBUTOR, promise.contributor().value());
        Intake.Accepted accepted = served().at(datanet, (intake, reader) -> {
            int present = intake.state().epoch();
            if (promise.epoch().isPresent() && promise.epoch().get() != present) {
                throw ProblemException.conflict(
                        "the promises are for epoch %d, and the present one is %d: nothing was taken, make them for that one"
                                .formatted(promise.epoch().get(), present));
            }
            return intake.promise(promise.contributor(), promise.commitments());
        });
        return Response.status(accepted.rows() > 0 ? 201 : 200)
                .entity(new Accepted(accepted.rows(), accepted.epoch()))
                .build();
    }

    @Override
    public Response reveal(String datanetText, byte[] body) {
        DatanetId datanet = served().datanet(datanetText);
        Showing showing = Requests.read(body, Showing.class);
        Served.onlyFor(caller, Role.CONTRIBUTOR, showing.contributor().value());
        Intake.Accepted accepted = served().at(datanet, (intake, reader) -> reveal(intake, showing));
        return Response.status(201)
                .entity(new Accepted(accepted.rows(), accepted.epoch()))
                .build();
    }

    private static Intake.Accepted reveal(Intake intake, Showing showing) throws IOException {
        java.nio.file.Path folder = Files.createTempDirectory("datanet-reveal");
        java.nio.file.Path rows = folder.resolve("rows." + showing.format());
        java.nio.file.Path salts = folder.resolve("salts.csv");
        try {
            Files.writeString(rows, showing.rows(), StandardCharsets.UTF_8);
            StringBuilder text = new StringBuilder("sample,salt\n");
            for (Reveal salt : showing.salts()) {
                text.append('"')
                        .append(salt.sample().value().replace("\"", "\"\""))
                        .append("\",")
                        .append(salt.salt())
                        .append('\n');
            }
            Files.writeString(salts, text, StandardCharsets.UTF_8);
            return intake.reveal(showing.contributor(), rows, salts);
        } finally {
            Files.deleteIfExists(rows);
            Files.deleteIfExists(salts);
            Files.deleteIfExists(folder);
        }
    }

    @Override
    public Status status(String datanetText, String asked) {
        DatanetId datanet = served().datanet(datanetText);
        String whose = Served.whose(caller, Role.CONTRIBUTOR, asked);
        Predicate<Commitment> shown = commitment ->
                whose.isEmpty() || commitment.contributor().value().equals(whose);
        return served().at(datanet, (intake, reader) -> {
            IntakeState state = intake.state();
            List<Commitment> promised = reader.commitments().stream()
                    .filter(shown.and(commitment -> commitment.epoch() == state.epoch()))
                    .toList();
            return new Status(
                    state.epoch(),
                    state.phase().name(),
                    promised.size(),
                    intake.unopened().stream()
                            .filter(shown)
                            .map(Commitment::commitment)
                            .toList(),
                    intake.forfeits().stream()
                            .filter(shown)
                            .map(Commitment::commitment)
                            .toList());
        });
    }
}

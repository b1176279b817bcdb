package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.intake.IntakeDesk;
import org.datanet.io.Policies;
import org.datanet.proof.Digest;
import org.datanet.rest.Terms;

/** Shows the policy that a Datanet's owner has written. */
@HookPart
@Path(Terms.PATH)
public class TermsResource implements Terms {
    @Inject
    private IntakeDesk desk;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public TermsResource() {}

    private Served served() {
        return new Served(desk);
    }

    @Override
    public Policy policy(String datanetText) {
        DatanetId datanet = served().datanet(datanetText);
        java.nio.file.Path file = desk.folder(datanet).resolve(Policies.FILE);
        byte[] bytes = served().reading(() -> Files.exists(file) ? Files.readAllBytes(file) : new byte[0]);
        return new Policy(datanet, bytes.length > 0, new String(bytes, StandardCharsets.UTF_8), Digest.sha256(bytes));
    }
}

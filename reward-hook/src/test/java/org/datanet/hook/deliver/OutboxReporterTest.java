package org.datanet.hook.deliver;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.datanet.hook.HookServer;
import org.datanet.hook.HookSettings;
import org.datanet.hook.store.Events;
import org.datanet.hook.webhook.WebhookSecrets;
import org.datanet.proof.Digest;
import org.datanet.reward.RewardReporter;
import org.datanet.testkit.RewardReporterCompatibilityKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The kit against the outbox in front of a real hook, with a way between them that fails as it is told. */
class OutboxReporterTest extends RewardReporterCompatibilityKit {
    @TempDir
    Path directory;

    private final TickingClock clock = new TickingClock(Instant.parse("2026-01-01T00:00:00Z"));
    private HookSettings settings;
    private HookServer hook;
    private FlakyWay way;
    private OutboxReporter reporter;

    @BeforeEach
    void startHook() throws Exception {
        settings = HookSettings.in(directory.resolve("hook")).by(clock);
        hook = HookServer.start(settings);
        way = new FlakyWay(hook.uri());
    }

    @AfterEach
    void stopHook() throws Exception {
        close();
        way.close();
        hook.close();
    }

    @Override
    protected RewardReporter open() throws Exception {
        WebhookSecrets secrets = WebhookSecrets.read(directory.resolve("hook").resolve(HookSettings.SECRET_FILE));
        reporter = OutboxReporter.to(Receiver.hook("hook", way.uri(), secrets))
                .clock(clock)
                .random(new SplittableRandom(1))
                .open(directory.resolve("sender"));
        return reporter;
    }

    @Override
    protected void close() throws Exception {
        if (reporter != null) {
            reporter.close();
        }
    }

    @Override
    protected void otherSide(OtherSide behaviour) {
        way.mode = switch (behaviour) {
            case WORKS -> FlakyWay.Mode.PASS;
            case REFUSES -> FlakyWay.Mode.REFUSE;
            case LOSES_CONFIRMATIONS -> FlakyWay.Mode.LOSE_ANSWER;
            case IS_DOWN -> FlakyWay.Mode.HANG_UP;
        };
    }

    @Override
    protected void attemptDeliveries() throws Exception {
        for (int hour = 0; hour < 6; hour++) {
            reporter.deliver(Duration.ZERO);
            clock.advance(Duration.ofHours(1));
        }
    }

    @Override
    protected List<Digest> effects() throws Exception {
        return hook.events().list(0, 100).stream().map(Events.Accepted::subject).toList();
    }
}

package org.datanet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.datanet.contribution.DatanetId;
import org.datanet.evm.SettlementProofs;
import org.datanet.hook.HookServer;
import org.datanet.hook.HookSettings;
import org.datanet.hook.JsonLog;
import org.datanet.hook.cdi.ConfiguredSettings;
import org.datanet.hook.deliver.Receiver;
import org.datanet.hook.epochs.EpochScheduler;
import org.datanet.io.DatanetReader;
import org.datanet.reward.ProofSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The hook as a server. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Serves the REST hook on 127.0.0.1 until it is stopped.")
final class ServeCommand implements Callable<Integer> {
    private static final int PORT = 8080;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "port on 127.0.0.1, 0 for a free one (default: " + PORT + ")")
    private @Nullable Integer port;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "where the secret and the embedded database are kept (default: ${DEFAULT-VALUE})")
    private Path directory = Path.of("datanet-hook");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "a file of the keys in docs/OPERATIONS.md, one key=value a line: who is told of reports"
                    + " (datanet.receivers), limits, and what the other options say, which win")
    private @Nullable Path config;

    @Option(
            names = "--db",
            paramLabel = "JDBC_URL",
            description = "another database, such as jdbc:postgresql://host/name")
    private @Nullable String database;

    @Option(names = "--db-user", paramLabel = "NAME", description = "its user")
    private String user = "";

    @Option(names = "--db-password-file", paramLabel = "FILE", description = "file that holds the user's password")
    private String passwordFile = "";

    @Option(
            names = "--datanet",
            paramLabel = "DATANET",
            description = "folder of a Datanet that rows and verdicts are taken in for; may be repeated")
    private List<Path> folders = List.of();

    @Option(
            names = "--settlement",
            paramLabel = "DIR",
            description = "folder of a settlement, whose proofs contributors are handed for their claims")
    private @Nullable Path settlement;

    @Option(
            names = "--epoch-open",
            paramLabel = "TIME",
            description =
                    "closes, inspects, values and pays epochs by itself: how long one takes rows, such as P7D or PT12H")
    private @Nullable Duration open;

    @Option(
            names = "--epoch-reveal",
            paramLabel = "TIME",
            description = "how long promised rows may be shown then (default: P1D)")
    private Duration reveal = EpochScheduler.Times.REVEAL;

    @Option(
            names = "--epoch-challenge",
            paramLabel = "TIME",
            description =
                    "how long an epoch can be appealed, after its findings are shown and before it is paid (default: P3D)")
    private Duration challenge = EpochScheduler.Times.CHALLENGE;

    /** The forms of the log. */
    enum Log {
        text,
        json
    }

    @Option(
            names = "--log",
            paramLabel = "FORM",
            description = "form of the log on standard error: text, or json with a line for every request"
                    + " (default: ${DEFAULT-VALUE})")
    private Log log = Log.text;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (log == Log.json) {
            JsonLog.install();
        }
        Map<DatanetId, Path> served = new LinkedHashMap<>();
        for (Path folder : folders) {
            served.put(DatanetReader.open(folder).descriptor().name(), folder);
        }
        ProofSource claims = settlement == null ? ProofSource.none() : SettlementProofs.in(settlement);
        CountDownLatch stopped = new CountDownLatch(1);
        StringWriter description = new StringWriter();
        HookServer server = HookServer.startIn(directory, fresh -> {
            HookSettings settings = settings(fresh, served).proving(claims);
            describe(settings, new PrintWriter(description));
            return settings;
        });
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            stopped.countDown();
                        },
                        "datanet-stop"));
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "The hook serves at %s, its dashboard at /.%nThe secret for signed reports is in %s, the owner's first token in %s.%n"
                        + "Stop it with Ctrl-C.%n",
                server.uri(),
                directory.resolve(HookSettings.SECRET_FILE),
                directory.resolve(HookSettings.OWNER_TOKEN_FILE));
        out.print(description);
        out.flush();
        stopped.await();
        return Main.OK;
    }

    /** What the file states, and over it what the options do. */
    private HookSettings settings(HookSettings fresh, Map<DatanetId, Path> named) {
        HookSettings settings = fresh.onPort(PORT);
        if (config != null) {
            try {
                settings = ConfiguredSettings.stated(settings, config);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (port != null) {
            settings = settings.onPort(port);
        }
        Map<DatanetId, Path> all = new LinkedHashMap<>(settings.datanets());
        all.putAll(named);
        settings = settings.serving(all);
        if (open != null) {
            settings = settings.scheduling(new EpochScheduler.Times(open, reveal, challenge));
        }
        if (settings.epochs().isPresent() && all.isEmpty()) {
            throw new IllegalArgumentException(
                    "--epoch-open closes the epochs of served Datanets: name one with --datanet");
        }
        return database == null ? settings : settings.onDatabase(database, user, passwordFile);
    }

    /** Says what will happen by itself, so that nobody learns from silence that nothing does. */
    private static void describe(HookSettings settings, PrintWriter out) {
        settings.epochs()
                .ifPresent(times -> out.printf(
                        "Epochs of %s are open for %s, have %s to show promised rows, and are paid %s after their findings are shown.%n",
                        settings.datanets().keySet().stream()
                                .map(DatanetId::value)
                                .sorted()
                                .collect(Collectors.joining(", ")),
                        times.open(),
                        times.reveal(),
                        times.challenge()));
        if (settings.receivers().isEmpty()) {
            out.println("Reports are kept here and sent to nobody: --config names receivers.");
        }
        for (Receiver receiver : settings.receivers()) {
            out.printf("Reports are sent to %s at %s.%n", receiver.name(), receiver.target());
        }
    }
}

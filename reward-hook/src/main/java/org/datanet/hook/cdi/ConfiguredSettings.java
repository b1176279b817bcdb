package org.datanet.hook.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.HookSettings;
import org.datanet.hook.deliver.Receiver;
import org.datanet.hook.epochs.EpochScheduler;
import org.datanet.hook.webhook.WebhookSecrets;
import org.datanet.io.DatanetReader;

/**
 * Settings from configuration, as {@code docs/OPERATIONS.md} lists the keys. Everything has a default: an embedded database and fresh
 * secrets in the directory {@code datanet-hook}.
 */
@Dependent
public class ConfiguredSettings {
    /** For CDI. */
    public ConfiguredSettings() {}

    @Produces
    @Singleton
    HookConfiguration configuration() {
        return HookConfiguration.ofRuntime();
    }

    @Produces
    @Singleton
    HookSettings settings(HookConfiguration configuration) throws IOException {
        Path directory = Path.of(configuration.get("datanet.hook.directory").orElse("datanet-hook"));
        return stated(HookSettings.in(directory).onPort(8080), configuration);
    }

    /**
     * Settings with what a file of the same keys states; paths in it are taken as they are.
     *
     * @param file {@code key=value} lines ({@link Properties}, UTF-8)
     * @throws IllegalArgumentException naming the file, and the key that is missing, wrong or means nothing
     */
    public static HookSettings stated(HookSettings settings, Path file) throws IOException {
        Properties stated = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            stated.load(reader);
        }
        Set<String> unread = new TreeSet<>(stated.stringPropertyNames());
        HookSettings changed;
        try {
            changed = stated(settings, new HookConfiguration(key -> {
                unread.remove(key);
                return Optional.ofNullable(stated.getProperty(key));
            }));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
        if (!unread.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s: %s means nothing here; docs/OPERATIONS.md lists the keys, and %s"
                            .formatted(
                                    file,
                                    String.join(", ", unread),
                                    "those of a receiver or Datanet count when datanet.receivers or datanet.datanets names it"));
        }
        return changed;
    }

    private static HookSettings stated(HookSettings given, HookConfiguration configuration) throws IOException {
        HookSettings settings = given.onPort(configuration.number("datanet.hook.port", given.port(), 0, 65_535))
                .within(new HookSettings.Limits(
                        configuration.number(
                                "datanet.hook.document-bytes", given.limits().documentBytes(), 1_000, 1 << 30),
                        configuration.number(
                                "datanet.hook.requests-per-minute",
                                given.limits().requestsPerMinute(),
                                1,
                                Integer.MAX_VALUE)));
        Optional<String> url = configuration.get("datanet.database.url");
        String user = configuration.get("datanet.database.user").orElse("");
        String passwordFile =
                configuration.get("datanet.database.password-file").orElse("");
        if (url.isPresent()) {
            settings = settings.onDatabase(url.get(), user, passwordFile);
        }
        Optional<String> secret = configuration.get("datanet.hook.secret-file");
        if (secret.isPresent()) {
            settings = settings.trusting(WebhookSecrets.read(Path.of(secret.get())));
        }
        Optional<Duration> open = configuration.duration("datanet.epochs.open");
        Duration reveal = configuration.duration("datanet.epochs.reveal").orElse(EpochScheduler.Times.REVEAL);
        Duration challenge = configuration.duration("datanet.epochs.challenge").orElse(EpochScheduler.Times.CHALLENGE);
        if (open.isPresent()) {
            settings = settings.scheduling(new EpochScheduler.Times(open.get(), reveal, challenge));
        }
        return settings.telling(receivers(configuration)).serving(datanets(configuration));
    }

    private static Map<DatanetId, Path> datanets(HookConfiguration configuration) {
        Map<DatanetId, Path> folders = new LinkedHashMap<>();
        for (String entry : configuration.get("datanet.datanets").orElse("").split(",")) {
            String name = entry.strip();
            if (!name.isEmpty()) {
                String key = "datanet.datanets." + name;
                Path folder = Path.of(configuration.required(key, "the folder of Datanet " + name));
                requireName(key, new DatanetId(name), folder);
                folders.put(new DatanetId(name), folder);
            }
        }
        return folders;
    }

    /** Receipts name a Datanet as its own description does: under another name, none of them would ever be paid. */
    private static void requireName(String key, DatanetId name, Path folder) {
        if (Files.exists(folder)) {
            DatanetId own = DatanetReader.open(folder).descriptor().name();
            if (!own.equals(name)) {
                throw new IllegalArgumentException(
                        "%s: %s holds Datanet %s; name it by that, as its receipts do".formatted(key, folder, own));
            }
        }
    }

    private static List<Receiver> receivers(HookConfiguration configuration) throws IOException {
        List<Receiver> receivers = new ArrayList<>();
        for (String entry : configuration.get("datanet.receivers").orElse("").split(",")) {
            String name = entry.strip();
            if (name.isEmpty()) {
                continue;
            }
            String key = "datanet.receivers." + name;
            URI target = URI.create(configuration.required(key + ".url", "the address of receiver " + name));
            WebhookSecrets secrets = WebhookSecrets.read(Path.of(configuration.required(
                    key + ".secret-file", "the file with the secret shared with receiver " + name)));
            String kind = configuration.get(key + ".kind").orElse("webhook");
            receivers.add(
                    switch (kind) {
                        case "webhook" -> Receiver.webhook(name, target, secrets);
                        case "hook" -> Receiver.hook(name, target, secrets);
                        default ->
                            throw new IllegalArgumentException(
                                    "%s.kind is webhook or hook, not \"%s\"".formatted(key, kind));
                    });
        }
        return receivers;
    }
}

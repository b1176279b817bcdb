package org.datanet.hook;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.datanet.hook.cdi.HookBeans;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.epochs.EpochScheduler;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.Events;
import org.datanet.hook.web.DashboardPages;
import org.datanet.hook.web.HookApplication;
import org.datanet.hook.web.QualityPages;
import org.glassfish.jersey.inject.hk2.AbstractBinder;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.spi.Container;
import org.jboss.weld.environment.se.Weld;

/**
 * The hook in Java SE: Weld makes its parts, Jersey serves them from the JDK's HTTP server on the loopback interface.
 *
 * <pre>{@code
 * try (HookServer hook = HookServer.start(HookSettings.in(directory))) {
 *     System.out.println(hook.uri());
 * }
 * }</pre>
 */
public final class HookServer implements AutoCloseable {
    /** Far more than work at once: one that waits for a slow client must not keep the others waiting. */
    private static final int THREADS = 128;

    private static final Duration GRACE = Duration.ofSeconds(5);

    static {
        // The JDK's server reads these once. Without the first, an answer waits 40 ms for the other side's
        // acknowledgement;
        // without the others, a slow client keeps a thread for good.
        defaultProperty("sun.net.httpserver.nodelay", "true");
        defaultProperty("sun.net.httpserver.maxReqTime", "30");
        defaultProperty("sun.net.httpserver.maxRspTime", "60");
    }

    /** What the libraries say on every start; the loggers are held, or they would be forgotten with their levels. */
    private static final Map<Logger, Level> QUIET = Map.of(
            Logger.getLogger("org.jboss.weld"), Level.WARNING,
            Logger.getLogger("org.flywaydb"), Level.WARNING,
            Logger.getLogger("com.zaxxer.hikari"), Level.WARNING,
            // Takes a resource that is handed over as an instance for a provider that provides nothing.
            Logger.getLogger("org.glassfish.jersey.internal.inject.Providers"), Level.SEVERE);

    private final HttpServer http;
    private final Gate gate;
    private final ExecutorService threads;
    private final SeContainer beans;
    private final boolean ownsBeans;
    private final Container endpoint;

    private HookServer(
            HttpServer http,
            Gate gate,
            ExecutorService threads,
            SeContainer beans,
            boolean ownsBeans,
            Container endpoint) {
        this.http = http;
        this.gate = gate;
        this.threads = threads;
        this.beans = beans;
        this.ownsBeans = ownsBeans;
        this.endpoint = endpoint;
    }

    private static void defaultProperty(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }

    /**
     * Starts a hook; it serves when this returns.
     *
     * @throws IOException when the port is in use or the database cannot be opened; then nothing was started
     */
    public static HookServer start(HookSettings settings) throws IOException {
        quiet();
        HttpServer http = bind(settings.port());
        SeContainer beans = null;
        try {
            beans = beans(settings);
            return serve(http, beans, true);
        } catch (RuntimeException e) {
            http.stop(0);
            if (beans != null) {
                beans.close();
            }
            throw asIoException(e);
        }
    }

    /**
     * Starts a hook that keeps everything in one directory. When it cannot start, the secrets and keys that were made for it are gone
     * again, and so is the directory if it was made for them.
     *
     * @param settings from those of {@link HookSettings#in}
     */
    public static HookServer startIn(Path directory, UnaryOperator<HookSettings> settings) throws IOException {
        List<Path> made = Stream.of(
                        HookSettings.SECRET_FILE, HookSettings.KEEPER_KEY_FILE, HookSettings.KEEPER_KEY_FILE + ".pub")
                .map(directory::resolve)
                .filter(file -> !Files.exists(file))
                .collect(Collectors.toCollection(ArrayList::new));
        if (!Files.exists(directory)) {
            made.add(directory);
        }
        try {
            return start(settings.apply(HookSettings.in(directory)));
        } catch (IOException | RuntimeException e) {
            for (Path file : made) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException again) {
                    e.addSuppressed(again);
                }
            }
            throw e;
        }
    }

    /**
     * Serves from the beans of a container that the application has started itself, configured by the keys {@code datanet.*}. The
     * container stays the application's: close this first.
     *
     * @throws IOException when the port is in use or the database cannot be opened; then nothing was started
     */
    public static HookServer in(SeContainer beans) throws IOException {
        quiet();
        HttpServer http = null;
        try {
            http = bind(beans.select(HookSettings.class).get().port());
            return serve(http, beans, false);
        } catch (RuntimeException e) {
            if (http != null) {
                http.stop(0);
            }
            throw asIoException(e);
        }
    }

    private static void quiet() {
        QUIET.forEach((logger, level) -> {
            if (logger.getLevel() == null) {
                logger.setLevel(level);
            }
        });
    }

    private static IOException asIoException(RuntimeException e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof IOException cause) {
                return new IOException(cause.getMessage(), e);
            }
        }
        throw e;
    }

    private static HookServer serve(HttpServer http, SeContainer beans, boolean ownsBeans) {
        beans.select(Database.class).get();
        beans.select(OutboxReporter.class).get();
        scheduler(beans).ifPresent(EpochScheduler::start);
        ResourceConfig config = new ResourceConfig();
        config.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        HookApplication.PARTS.forEach(config::register);
        for (Class<?> bean : HookApplication.BEANS) {
            config.register(beans.select(bean).get());
        }
        config.register(new Parts(beans));
        HttpHandler handler = ContainerFactory.createContainer(HttpHandler.class, config);
        Container endpoint = (Container) handler;
        endpoint.getApplicationHandler().onStartup(endpoint);
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "datanet-hook-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        http.setExecutor(threads);
        Gate gate = new Gate(handler);
        http.createContext("/", gate);
        http.start();
        return new HookServer(http, gate, threads, beans, ownsBeans, endpoint);
    }

    private static Optional<EpochScheduler> scheduler(SeContainer beans) {
        return beans.select(HookSettings.class).get().epochs().isPresent()
                ? Optional.of(beans.select(EpochScheduler.class).get())
                : Optional.empty();
    }

    private static HttpServer bind(int port) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        } catch (BindException e) {
            throw new IOException(
                    "port %d on %s cannot be taken (%s): choose another, or 0 for a free one"
                            .formatted(port, InetAddress.getLoopbackAddress().getHostAddress(), e.getMessage()),
                    e);
        }
    }

    private static SeContainer beans(HookSettings settings) {
        return new Weld("datanet-hook-" + UUID.randomUUID())
                .disableDiscovery()
                .skipShutdownHook()
                .addBeanClasses(HookBeans.class, DashboardPages.class, QualityPages.class)
                .addBeanClasses(HookApplication.BEANS.toArray(Class<?>[]::new))
                .addExtension(new Given(settings))
                .initialize();
    }

    /** Hands the settings to the beans. */
    record Given(HookSettings settings) implements Extension {
        void add(@Observes AfterBeanDiscovery event) {
            event.addBean().addType(HookSettings.class).scope(Singleton.class).produceWith(any -> settings);
        }
    }

    /** Tells Jersey, which injects what it is handed once more, where the parts of a bean come from. */
    private static final class Parts extends AbstractBinder {
        private final SeContainer beans;

        Parts(SeContainer beans) {
            this.beans = beans;
        }

        @Override
        protected void configure() {
            Set<Class<?>> types = new HashSet<>();
            for (Class<?> bean : HookApplication.BEANS) {
                for (Field field : bean.getDeclaredFields()) {
                    if (field.isAnnotationPresent(Inject.class) && types.add(field.getType())) {
                        part(field.getType());
                    }
                }
            }
        }

        private <T> void part(Class<T> type) {
            bind(beans.select(type).get()).to(type);
        }
    }

    /** Where the contract stands, such as {@code http://127.0.0.1:8080/}. */
    public URI uri() {
        InetSocketAddress address = http.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/");
    }

    /** The reporter of this hook's own outbox. */
    public OutboxReporter reporter() {
        return beans.select(OutboxReporter.class).get();
    }

    /** The events that this hook has taken over. */
    public Events events() {
        return beans.select(Events.class).get();
    }

    /** Takes no more requests, lets those under way end for at most 5 seconds, and closes the database. */
    @Override
    public void close() {
        gate.close(GRACE);
        http.stop(0);
        threads.shutdown();
        endpoint.getApplicationHandler().onShutdown(endpoint);
        try {
            // Before their database: a container ends its beans in no order.
            scheduler(beans).ifPresent(EpochScheduler::close);
            beans.select(OutboxReporter.class).get().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (ownsBeans) {
                beans.close();
            }
        }
    }
}

package org.datanet.samples.service;

import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.io.IOException;
import java.util.Arrays;
import org.datanet.hook.HookServer;

/** Starts one container, trains once, and serves the hook until it is stopped. */
public final class GrainService implements AutoCloseable {
    private final SeContainer beans = SeContainerInitializer.newInstance().initialize();
    private final HookServer hook;

    /** Starts what {@code datanet.*} configures. */
    public GrainService() throws IOException {
        try {
            hook = HookServer.in(beans);
        } catch (IOException | RuntimeException e) {
            beans.close();
            throw e;
        }
    }

    /** Trains once, on record. */
    public double[] train() {
        return beans.select(GrainTrainer.class).get().train(null);
    }

    /** Where the hook serves. */
    public HookServer hook() {
        return hook;
    }

    @Override
    public void close() {
        hook.close();
        beans.close();
    }

    /** Runs until the process is stopped. */
    public static void main(String[] arguments) throws Exception {
        GrainService service = new GrainService();
        Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop"));
        System.out.println("trained " + Arrays.toString(service.train()) + "; the hook serves at "
                + service.hook().uri());
        Thread.currentThread().join();
    }
}

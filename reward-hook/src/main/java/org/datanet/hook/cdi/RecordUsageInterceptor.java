package org.datanet.hook.cdi;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.datanet.hook.HookSettings;
import org.datanet.usage.PayerId;
import org.datanet.usage.RecordUsage;
import org.datanet.usage.RunId;
import org.datanet.usage.UsageRecorder;
import org.datanet.usage.UsageRun;
import org.datanet.usage.UsageSession;

/**
 * Opens a session around a method with {@link RecordUsage} and hands it in: the run is completed when the method returns, and failed
 * when it throws. The payer and the fee come from {@code datanet.payer} and {@code datanet.fee}.
 */
@Interceptor
@RecordUsage
@Priority(Interceptor.Priority.LIBRARY_BEFORE + 100)
public class RecordUsageInterceptor {
    private final UsageRecorder recorder;
    private final Datanets datanets;
    private final HookConfiguration configuration;
    private final HookSettings settings;

    @Inject
    public RecordUsageInterceptor(
            UsageRecorder recorder, Datanets datanets, HookConfiguration configuration, HookSettings settings) {
        this.recorder = recorder;
        this.datanets = datanets;
        this.configuration = configuration;
        this.settings = settings;
    }

    /** Around the method. */
    @AroundInvoke
    Object record(InvocationContext call) throws Exception {
        Method method = call.getMethod();
        int parameter = Arrays.asList(method.getParameterTypes()).indexOf(UsageSession.class);
        if (parameter < 0) {
            throw new IllegalStateException(
                    "%s has @RecordUsage but no parameter of type UsageSession to be given".formatted(method));
        }
        try (UsageSession session = recorder.open(run(annotation(method, call)))) {
            Object[] parameters = call.getParameters();
            parameters[parameter] = session;
            call.setParameters(parameters);
            Object result = call.proceed();
            session.complete();
            return result;
        }
    }

    private static RecordUsage annotation(Method method, InvocationContext call) {
        return Optional.ofNullable(method.getAnnotation(RecordUsage.class))
                .or(() -> Optional.ofNullable(call.getTarget().getClass().getAnnotation(RecordUsage.class)))
                .or(() -> Optional.ofNullable(method.getDeclaringClass().getAnnotation(RecordUsage.class)))
                .orElseThrow(() -> new IllegalStateException(method + " has no @RecordUsage"));
    }

    private UsageRun run(RecordUsage annotation) {
        BigInteger fee = new BigInteger(configuration.get("datanet.fee").orElse("0"));
        String id = annotation.run() + "-" + settings.clock().instant() + "-"
                + Long.toUnsignedString(
                        java.util.concurrent.ThreadLocalRandom.current().nextLong(), 36);
        return new UsageRun(
                new RunId(id),
                annotation.model(),
                datanets.named(annotation.datanet()),
                new PayerId(configuration.required("datanet.payer", "who pays for the runs that are recorded here")),
                fee,
                Optional.empty());
    }
}

package org.datanet.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.datanet.usage.UsageSession;

/** What an adapter brings as gains, before receipts round it to 1e-9. */
public final class UnroundedGains {
    private UnroundedGains() {}

    /**
     * The session, which also adds each gain to its row's sum.
     *
     * @param gains by row; written on the thread that trains
     */
    public static UsageSession into(Map<Integer, Double> gains, UsageSession session) {
        return (UsageSession) Proxy.newProxyInstance(
                UnroundedGains.class.getClassLoader(),
                new Class<?>[] {UsageSession.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("gained")) {
                        gains.merge((Integer) arguments[0], (Double) arguments[1], Double::sum);
                    }
                    if (method.getName().equals("hashCode")) {
                        return System.identityHashCode(proxy);
                    }
                    try {
                        return method.invoke(session, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}

package org.datanet.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What all threads of this process have computed so far: comparable on a busy machine, where time by the wall is not. */
public final class ProcessorTime {
    private ProcessorTime() {}

    /** In nanoseconds. */
    public static long nanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    public static double seconds() {
        return nanos() / 1e9;
    }
}

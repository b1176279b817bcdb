package org.datanet.hook.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The hook as one JAX-RS application, with everything it consists of named here and nothing found by scanning. */
@ApplicationPath("datanet")
public class HookApplication extends Application {
    /** Resources and filters that are CDI beans. */
    public static final List<Class<?>> BEANS = List.of(
            RewardEventsResource.class,
            RewardReportsResource.class,
            PaidEpochsResource.class,
            QualityReportsResource.class,
            ValuationsResource.class,
            ReceiptsResource.class,
            ProofsResource.class,
            ContributorsResource.class,
            ContributionsResource.class,
            CurationsResource.class,
            CurationRoundsResource.class,
            TermsResource.class,
            AppealsResource.class,
            DeliveriesResource.class,
            TokensResource.class,
            AuditResource.class,
            MetricsResource.class,
            DashboardResource.class,
            ContractResource.class,
            SchemasResource.class,
            HealthResource.class,
            RequestRecord.class,
            Access.class,
            BodyLimit.class);

    /** Parts that need no injection. */
    public static final List<Class<?>> PARTS = List.of(Problems.class, RecordWriter.class, BodyReader.class);

    /** For JAX-RS. */
    public HookApplication() {}

    @Override
    public Set<Class<?>> getClasses() {
        Set<Class<?>> classes = new LinkedHashSet<>(BEANS);
        classes.addAll(PARTS);
        return classes;
    }
}

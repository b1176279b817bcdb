package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.datanet.hook.HookSettings;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.Documents;
import org.datanet.rest.ReportPage;
import org.datanet.rest.Valuations;

/** Gives out the values that epochs were paid by. */
@HookPart
@Path(Valuations.PATH)
public class ValuationsResource implements Valuations {
    @Inject
    private HookSettings settings;

    @Inject
    private Database database;

    @Inject
    private Documents documents;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public ValuationsResource() {}

    private StoredDocuments stored() {
        return new StoredDocuments(settings, database, documents, Documents.Kind.VALUATION);
    }

    @Override
    public Response report(String datanet, String digest) {
        return stored().get(datanet, digest);
    }

    @Override
    public ReportPage reports(String datanet, int limit) {
        return stored().page(datanet, limit);
    }
}

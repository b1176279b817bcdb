package org.datanet.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.List;

/** The contract, described by itself. */
@Path(Contract.PATH)
public interface Contract {
    /** Relative to the application. */
    String PATH = "openapi.json";

    /** Every interface of the contract. */
    List<Class<?>> INTERFACES = List.of(
            Contributions.class,
            Curations.class,
            CurationRounds.class,
            Terms.class,
            Receipts.class,
            Proofs.class,
            QualityReports.class,
            Valuations.class,
            RewardReports.class,
            RewardEvents.class,
            PaidEpochs.class,
            Contributors.class,
            Appeals.class,
            Deliveries.class,
            Tokens.class,
            Audit.class,
            Health.class,
            Metrics.class,
            Schemas.class,
            Contract.class);

    /** Documents that no operation of the hook serves and that applications serve by themselves: they have schemas, too. */
    List<Class<?>> DOCUMENTS = List.of(VerbatimSpans.class);

    /** The contract as an OpenAPI 3.1 document. */
    @GET
    @Produces(MediaTypes.JSON)
    @Described("The contract as an OpenAPI 3.1 document")
    String openApi();
}

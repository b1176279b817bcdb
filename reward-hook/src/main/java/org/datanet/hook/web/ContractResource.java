package org.datanet.hook.web;

import jakarta.ws.rs.Path;
import org.datanet.rest.Contract;

/** Serves the contract's own description. */
@HookPart
@Path(Contract.PATH)
public class ContractResource implements Contract {
    private static final String DOCUMENT = OpenApi.write();

    /** For CDI. */
    public ContractResource() {}

    @Override
    public String openApi() {
        return DOCUMENT;
    }
}

package org.datanet.hook.web;

import jakarta.ws.rs.Path;
import org.datanet.rest.Contract;

/** Serves the contract's own description. */
@HookPart
@Path(Contract.PATH)
public class ContractResource implements Contract {
    /** Made when it is first asked for. */
    private static final class Made {
        static final String DOCUMENT = OpenApi.write();

        private Made() {}
    }

    /** For CDI. */
    public ContractResource() {}

    @Override
    public String openApi() {
        return Made.DOCUMENT;
    }
}

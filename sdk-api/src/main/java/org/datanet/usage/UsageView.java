package org.datanet.usage;

import java.util.List;

/** What the guard may see of usage: everything but fees. */
public record UsageView(List<Use> uses) {
    public UsageView {
        uses = List.copyOf(uses);
    }

    /** A view of no usage. */
    public static UsageView none() {
        return new UsageView(List.of());
    }

    /** One run without its fee. */
    public record Use(RunId run, PayerId payer, String model, RunState state, String method, UsageTable table) {
        /** The same without the money. */
        public static Use of(UsageReceipt receipt) {
            UsageReceipt.Header header = receipt.header();
            return new Use(
                    header.run(), header.payer(), header.model(), header.state(), header.method(), receipt.table());
        }
    }
}

package org.datanet.hook.intake;

import org.datanet.io.CurationTables;
import org.datanet.io.DatanetReader;
import org.datanet.rewards.upkeep.VerdictRounds;

/** Rounds of sealed verdicts as a Datanet's folder keeps them. */
public final class FolderRounds {
    private FolderRounds() {}

    /** Reads what the folder has of them; what it has no file of is empty. */
    public static VerdictRounds read(DatanetReader reader) {
        CurationTables tables = CurationTables.read(reader);
        return new VerdictRounds(new VerdictRounds.Written(
                tables.steps(),
                tables.assignments(),
                tables.seals(),
                tables.openings(),
                tables.verdicts(),
                tables.audits()));
    }
}

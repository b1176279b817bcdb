package org.datanet.curation;

import java.util.List;

/**
 * What a Datanet keeps of rounds of sealed verdicts, each list in the order in which it was written down. Immutable.
 *
 * @param steps of all rounds
 * @param assignments who was asked to judge what
 * @param seals handed in
 * @param openings of seals
 * @param verdicts all of the Datanet's, also those that no round asked for
 * @param audits the owner's own verdicts
 */
public record CurationTables(
        List<RoundStep> steps,
        List<Assignment> assignments,
        List<SealedVerdict> seals,
        List<Opening> openings,
        List<Curation> verdicts,
        List<Audit> audits) {
    public CurationTables {
        steps = List.copyOf(steps);
        assignments = List.copyOf(assignments);
        seals = List.copyOf(seals);
        openings = List.copyOf(openings);
        verdicts = List.copyOf(verdicts);
        audits = List.copyOf(audits);
    }

    /** Nothing. */
    public static CurationTables none() {
        return new CurationTables(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** The same with these steps. */
    public CurationTables steps(List<RoundStep> other) {
        return new CurationTables(other, assignments, seals, openings, verdicts, audits);
    }

    /** The same with these assignments. */
    public CurationTables assignments(List<Assignment> other) {
        return new CurationTables(steps, other, seals, openings, verdicts, audits);
    }

    /** The same with these seals. */
    public CurationTables seals(List<SealedVerdict> other) {
        return new CurationTables(steps, assignments, other, openings, verdicts, audits);
    }

    /** The same with these openings and the verdicts that they show. */
    public CurationTables opened(List<Opening> others, List<Curation> shown) {
        return new CurationTables(steps, assignments, seals, others, shown, audits);
    }

    /** The same with these audits. */
    public CurationTables audits(List<Audit> other) {
        return new CurationTables(steps, assignments, seals, openings, verdicts, other);
    }
}

package org.datanet.gauntlet.attacks;

import java.util.List;
import java.util.Optional;
import org.datanet.curation.Verdict;
import org.datanet.gauntlet.Attack;
import org.datanet.gauntlet.AttackBook;
import org.datanet.gauntlet.CurationPlay;

/** Curators who don't look, or look away. Friends are those whose rows are bad. */
public final class CurationBook implements AttackBook {
    /** What part of two accomplices' verdicts can be handed round: of eight curators, three judge a sample. */
    private static final double COPIED = 1 / 7.0;

    /**
     * What part of honest pay hard samples bring: a fifth of the samples, of which nine in ten count three, one in ten one, with an error in four
     * verdicts; of the others, with one in 24, nine in ten count one, and a verdict brings what it counts times one less twice its errors.
     */
    private static final double HARD = 0.2 * 2.8 * 0.5 / (0.2 * 2.8 * 0.5 + 0.8 * 1.2 * 11 / 12.0);

    @Override
    public List<Attack> attacks() {
        return List.of(
                Attack.ofCuration("approve-all", task -> Optional.of(Verdict.APPROVE)),
                Attack.ofCuration(
                        "guessing", task -> Optional.of(task.chance() < 0.9 ? Verdict.APPROVE : Verdict.REJECT)),
                Attack.ofCuration(
                        "approval-ring", task -> Optional.of(task.ofFriend() ? Verdict.APPROVE : task.look())),
                Attack.ofCuration("vote-copying", task -> Optional.of(task.shown())),
                Attack.ofCuration("vote-copying-leader", CurationBook::follow).dose(0.5),
                Attack.ofCuration("shared-look", CurationBook::share).dose(COPIED),
                Attack.ofCuration("shared-hard-look", task -> task.hard() ? share(task) : Optional.of(task.look()))
                        .dose(HARD * COPIED),
                Attack.ofCuration("shared-easy-look", task -> task.hard() ? Optional.of(task.look()) : share(task))
                        .dose((1 - HARD) * COPIED),
                Attack.ofCuration("agreed-coins", CurationBook::coin).dose(2 * COPIED),
                Attack.ofCuration("easy-items", CurationBook::easy),
                Attack.ofCuration("easy-items-guess", CurationBook::guessHard).dose(HARD),
                Attack.ofCuration("shared-easy-items", task -> task.hard() ? guess() : share(task))
                        .dose(HARD + (1 - HARD) * COPIED));
    }

    /** One looks at all of its own; the other says the same where it can, and else what is right most often. */
    private static Optional<Verdict> follow(CurationPlay.Task task) {
        return task.leads() ? Optional.of(task.look()) : task.accomplice().or(CurationBook::guess);
    }

    /** Where both are assigned, one looks. */
    private static Optional<Verdict> share(CurationPlay.Task task) {
        return task.accomplice().or(() -> Optional.of(task.look()));
    }

    /** Where both are assigned, nobody looks, and both say what a coin says: what pays under rules that pay agreement. */
    private static Optional<Verdict> coin(CurationPlay.Task task) {
        if (!task.shared()) {
            return Optional.of(task.look());
        }
        return task.accomplice().or(() -> Optional.of(task.chance() < 0.5 ? Verdict.APPROVE : Verdict.REJECT));
    }

    private static Optional<Verdict> easy(CurationPlay.Task task) {
        return task.hard() ? Optional.empty() : Optional.of(task.look());
    }

    private static Optional<Verdict> guessHard(CurationPlay.Task task) {
        return task.hard() ? guess() : Optional.of(task.look());
    }

    private static Optional<Verdict> guess() {
        return Optional.of(Verdict.APPROVE);
    }
}

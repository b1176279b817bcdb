package org.datanet.gauntlet.attacks;

import java.util.List;
import java.util.Optional;
import org.datanet.curation.Verdict;
import org.datanet.gauntlet.Attack;
import org.datanet.gauntlet.AttackBook;
import org.datanet.gauntlet.CurationPlay;

/** Curators who don't look, or look away. Friends are those whose rows are bad. */
public final class CurationBook implements AttackBook {
    @Override
    public List<Attack> attacks() {
        return List.of(
                Attack.ofCuration("approve-all", task -> Optional.of(Verdict.APPROVE)),
                Attack.ofCuration(
                        "guessing", task -> Optional.of(task.chance() < 0.9 ? Verdict.APPROVE : Verdict.REJECT)),
                Attack.ofCuration(
                        "approval-ring", task -> Optional.of(task.ofFriend() ? Verdict.APPROVE : task.look())),
                Attack.ofCuration("vote-copying", task -> Optional.of(task.colleague())),
                Attack.ofCuration("easy-items", CurationBook::easy));
    }

    private static Optional<Verdict> easy(CurationPlay.Task task) {
        return task.hard() ? Optional.empty() : Optional.of(task.look());
    }
}

package org.datanet.gauntlet.attacks;

import static org.datanet.gauntlet.attacks.Tactics.concatenated;
import static org.datanet.gauntlet.attacks.Tactics.lookAlikes;
import static org.datanet.gauntlet.attacks.Tactics.replicate;
import static org.datanet.gauntlet.attacks.Tactics.respaced;
import static org.datanet.gauntlet.attacks.Tactics.shortened;
import static org.datanet.gauntlet.attacks.Tactics.shuffled;
import static org.datanet.gauntlet.attacks.Tactics.steal;

import java.util.List;
import java.util.function.DoubleFunction;
import org.datanet.gauntlet.Attack;
import org.datanet.gauntlet.AttackBook;
import org.datanet.gauntlet.Family;
import org.datanet.gauntlet.Tactic;

/** Others' texts written otherwise, and one's own under four more names. */
public final class TextBook implements AttackBook {
    @Override
    public List<Attack> attacks() {
        return List.of(
                Attack.of("respaced-copies", Family.LAUNDERING, steal().then(respaced()))
                        .onTexts(),
                copies("look-alike-copies", "letters", new double[] {0.1, 0.5, 1}, part -> lookAlikes(part)),
                copies("shuffled-copies", "places", new double[] {1, 3, 1000}, places -> shuffled(places)),
                copies("shortened-copies", "part", new double[] {0.1, 0.3, 0.5}, part -> shortened(part)),
                copies("concatenated-copies", "others", new double[] {1, 3}, others -> concatenated((int) others)),
                Attack.of("own-respaced", Family.SYBIL, replicate(4, respaced()))
                        .onTexts(),
                own("own-look-alikes", "letters", new double[] {0.1, 0.5, 1}, part -> lookAlikes(part)),
                own("own-shuffled", "places", new double[] {1, 3, 1000}, places -> shuffled(places)),
                own("own-shortened", "part", new double[] {0.1, 0.3, 0.5}, part -> shortened(part)),
                own("own-concatenated", "others", new double[] {1, 3}, others -> concatenated((int) others)));
    }

    private static Attack copies(String name, String parameter, double[] grid, DoubleFunction<Tactic> change) {
        return Attack.of(name, Family.LAUNDERING, parameter, grid, value -> steal().then(change.apply(value)))
                .onTexts();
    }

    private static Attack own(String name, String parameter, double[] grid, DoubleFunction<Tactic> change) {
        return Attack.of(name, Family.SYBIL, parameter, grid, value -> replicate(4, change.apply(value)))
                .onTexts();
    }
}

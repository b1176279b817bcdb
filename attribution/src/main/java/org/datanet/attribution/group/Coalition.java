package org.datanet.attribution.group;

import java.util.BitSet;

/** What a coalition of players is worth, such as the accuracy of a model trained on the rows of these contributors alone. */
@FunctionalInterface
public interface Coalition {
    /**
     * The worth of a coalition. Called from several threads; must give the same number for the same players each time.
     *
     * @param players which of the players take part; not to be changed
     * @return a finite number, higher is better
     */
    double worth(BitSet players);
}

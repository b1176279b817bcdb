package org.datanet.gauntlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.gauntlet.attacks.Tactics;
import org.datanet.gauntlet.rules.Mechanisms;
import org.datanet.proof.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorldTest {
    @Test
    void one_seed_gives_the_same_bytes_and_another_gives_others() {
        Strategy jitter = Tactics.steal().then(Tactics.jitter(0.3)).strategy();
        Datanet first = World.deal(Ground.wdbc(), 3).attacked(jitter, false).datanet();
        assertThat(World.deal(Ground.wdbc(), 3)
                        .attacked(jitter, false)
                        .datanet()
                        .root())
                .isEqualTo(first.root())
                .isNotEqualTo(World.deal(Ground.wdbc(), 4)
                        .attacked(jitter, false)
                        .datanet()
                        .root());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void an_attack_changes_no_row_of_the_honest(long seed) {
        World world = World.deal(Ground.wdbc(), seed);
        Round twin = world.honest();
        Round round = world.attacked(Tactics.noise().then(Tactics.split(7)).strategy(), false);
        assertThat(honestRows(round, world.attacker().id()))
                .isEqualTo(honestRows(twin, world.attacker().id()))
                .isNotEmpty();
        assertThat(round.names(world.attacker().id())).hasSize(7);
        assertThat(IntStream.range(0, twin.datanet().rows()).allMatch(twin::pure))
                .isTrue();
    }

    private static Set<Digest> honestRows(Round round, int attacker) {
        Set<Digest> rows = new HashSet<>();
        for (int row = 0; row < round.datanet().rows(); row++) {
            if (round.player(row) != attacker) {
                rows.add(round.datanet().digest(row));
            }
        }
        return rows;
    }

    @Test
    void holdout_test_rows_and_contributions_share_no_row() {
        World world = World.deal(Ground.optdigits(), 5);
        Set<Digest> held = digests(world.holdout());
        assertThat(digests(world.honest().datanet())).doesNotContainAnyElementsOf(held);
    }

    private static Set<Digest> digests(Datanet datanet) {
        Set<Digest> digests = new HashSet<>();
        IntStream.range(0, datanet.rows()).forEach(row -> digests.add(datanet.digest(row)));
        return digests;
    }

    @Test
    void somebody_has_rare_rows_in_the_attackers_epoch() {
        Ground ground = Ground.optdigits();
        World world = World.deal(ground, 2);
        int epoch = world.attacker().rows().keySet().iterator().next();
        LabelledRows rows = world.rarest().rows().get(epoch);
        assertThat(rows).isNotNull();
        long rare = Arrays.stream(rows.x())
                .filter(x -> IntStream.range(0, ground.rows().size())
                        .anyMatch(i -> ground.rare()[i] && ground.rows().x()[i] == x))
                .count();
        assertThat(rare).isEqualTo(rows.size());
    }

    @Test
    void an_attacker_over_two_epochs_sees_what_it_published_itself() {
        World world = World.deal(Ground.wdbc(), 2, 2, 1);
        assertThat(world.attacker().rows()).hasSize(2);
        int[] seen = new int[2];
        world.attacked(
                me -> {
                    seen[me.turn()] = me.pool().size();
                    return Hand.honest(me.own());
                },
                false);
        assertThat(seen[1]).isGreaterThan(seen[0]).isPositive();
    }

    @Test
    void no_field_of_a_standpoint_leads_to_the_world_the_holdout_or_a_seed() {
        assertThat(Arrays.stream(Standpoint.class.getDeclaredFields())
                        .filter(field -> !Modifier.isStatic(field.getModifiers()))
                        .map(Field::getType))
                .allMatch(type -> type.isPrimitive()
                        || type == LabelledRows.class
                        || type == Space.class
                        || type == java.util.SplittableRandom.class)
                .doesNotContain(long.class);
    }

    @Test
    void without_a_leak_nobody_has_rows_of_the_holdout() {
        World world = World.deal(Ground.wdbc(), 6);
        int[] leaked = new int[1];
        Strategy look = me -> {
            leaked[0] = me.leaked().size();
            return Hand.honest(me.own());
        };
        world.attacked(look, false);
        assertThat(leaked[0]).isZero();
        world.attacked(look, true);
        assertThat(leaked[0]).isPositive();
    }

    @Test
    void pay_adds_up_to_the_fees_and_honest_people_are_paid() {
        Round twin = World.deal(Ground.wdbc(), 1).honest();
        Settlement settlement = twin.settle(Mechanisms.ours(), false);
        assertThat(settlement.report().fees()).isEqualTo(Round.FEE.add(Round.FEE));
        assertThat(settlement.reach()).isBetween(0.6, 0.9);
        assertThat(twin.purity(settlement)).isEqualTo(1);
        assertThat(twin.accuracy(twin.weights(false))).isGreaterThan(0.85);
    }
}

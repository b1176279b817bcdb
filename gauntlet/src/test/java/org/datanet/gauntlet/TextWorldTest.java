package org.datanet.gauntlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.datanet.contribution.Datanet;
import org.datanet.gauntlet.rules.Mechanisms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextWorldTest {
    private static final Ground GROUND = Ground.crowdText();

    private static Hand play(Attack.Form form, long seed) {
        World world = World.deal(GROUND, 1);
        LabelledRows own = world.attacker().rows().values().iterator().next();
        return form.strategy()
                .play(Standpoint.of(
                        own, GROUND.rows().first(200), GROUND.labels().size(), new SplittableRandom(seed)));
    }

    static Stream<Attack> attacks() {
        return AttackBook.all().stream()
                .filter(attack -> attack.fits(GROUND))
                .filter(attack ->
                        Set.of(Family.SYBIL, Family.NOISE, Family.LAUNDERING).contains(attack.family())
                                && !attack.name().startsWith("picked"));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void every_attack_on_rows_has_a_form_on_texts_which_are_texts_and_the_same_for_a_seed(Attack attack) {
        for (Attack.Form form : attack.forms()) {
            LabelledRows rows = play(form, 5).rows();
            assertThat(rows.texts()).as(form.parameter()).hasSize(rows.size()).noneMatch(String::isBlank);
            assertThat(rows.size()).isPositive();
            assertThat(Arrays.stream(rows.y()))
                    .allMatch(y -> y >= 0 && y < GROUND.labels().size());
            assertThat(play(form, 5).rows().texts()).isEqualTo(rows.texts());
        }
    }

    @Test
    void texts_that_are_written_otherwise_are_other_payloads_of_the_same_words() {
        Set<String> known = new HashSet<>(List.of(GROUND.rows().texts()));
        LabelledRows respaced =
                play(AttackBook.named("respaced-copies").forms().get(0), 3).rows();
        assertThat(respaced.texts())
                .noneMatch(known::contains)
                .allSatisfy(text ->
                        assertThat(known.stream().map(TextWorldTest::letters)).contains(letters(text)));
        LabelledRows shuffled =
                play(AttackBook.named("shuffled-copies").forms().get(2), 3).rows();
        assertThat(shuffled.texts())
                .allSatisfy(text ->
                        assertThat(known.stream().map(TextWorldTest::sorted)).contains(sorted(text)));
    }

    private static String letters(String text) {
        return text.toLowerCase(java.util.Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private static List<String> sorted(String text) {
        return Arrays.stream(text.strip().split("\\s+")).sorted().toList();
    }

    @Test
    void an_owner_sees_texts_and_copies_of_them_owe() {
        World world = World.deal(GROUND, 1);
        Round twin = world.honest();
        Datanet datanet = twin.datanet();
        assertThat(datanet.hasText()).isTrue();
        assertThat(datanet.features()).isEmpty();
        Mechanism ours = Mechanisms.named("conditional-gain-leverage");
        int attacker = world.attacker().id();
        double honest = twin.settle(ours, false).pay(attacker).net().doubleValue();
        assertThat(honest).isPositive();
        for (String name : List.of("plagiarism", "respaced-copies", "lazy-random", "junk")) {
            Strategy strategy = AttackBook.named(name).forms().get(0).strategy();
            assertThat(world.attacked(strategy, false)
                            .settle(ours, false)
                            .pay(attacker)
                            .net()
                            .doubleValue())
                    .as(name)
                    .isLessThan(0.02 * honest);
        }
    }

    @Test
    void attacks_on_texts_alone_are_tried_on_no_numbers() {
        assertThat(AttackBook.all().stream().filter(attack -> !attack.fits(Ground.wdbc())))
                .isNotEmpty()
                .allMatch(attack -> attack.fits(GROUND) && attack.on() == Attack.On.TEXTS);
    }
}

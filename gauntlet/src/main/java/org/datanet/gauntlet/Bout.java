package org.datanet.gauntlet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.datanet.io.KeyFiles;
import org.datanet.proof.Signer;
import org.datanet.rewards.ledger.FileUsageLedger;
import org.datanet.usage.UsageReceipt;

/** One attack in one world beside the honest twin, under any mechanism. Thread-safe. */
final class Bout {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-09-02T09:00:00Z"), ZoneOffset.UTC);

    /** An honest player's twin is taken to have earned at least this part of the mean, so that losses have a scale. */
    private static final double LEAST_PAY = 0.25;

    /** What a sham run costs to stage, in honest rows. */
    private static final double STAGING = 0.1;

    private final Attack attack;
    private final Attack.Form form;
    private final Round twin;
    private final Round round;
    private final Set<Integer> coalition;
    private final List<UsageReceipt> sham;
    private final int staged;

    /** @param twin the honest round of the attack's world */
    Bout(Attack attack, Attack.Form form, Round twin) throws IOException {
        this.attack = attack;
        this.form = form;
        this.twin = twin;
        World world = twin.world();
        round = form.strategy() == Strategy.HONEST ? twin : world.attacked(form.strategy(), attack.leak());
        coalition = coalition(world, form.usage().share());
        List<UsageReceipt> brought = form.usage().receipts(round, coalition);
        staged = brought.size();
        sham = brought.isEmpty() ? List.of() : accepted(brought);
    }

    private static Set<Integer> coalition(World world, double share) {
        Set<Integer> ids = new TreeSet<>(Set.of(world.attacker().id()));
        int all = world.players().stream().mapToInt(World.Player::size).sum();
        int own = world.attacker().size();
        for (World.Player player : world.players()) {
            if (own < share * all && ids.add(player.id())) {
                own += player.size();
            }
        }
        return ids;
    }

    /** Real receipts go to a real ledger first, then the attacker's; what it takes of these. */
    private List<UsageReceipt> accepted(List<UsageReceipt> brought) throws IOException {
        Path folder = Files.createTempDirectory("datanet-gauntlet");
        Set<String> real = new TreeSet<>();
        try {
            try (FileUsageLedger ledger =
                    FileUsageLedger.open(folder.resolve("ledger"), Signer.of(KeyFiles.unsafeFromSeed(1)), CLOCK)) {
                for (UsageReceipt receipt : round.receipts()) {
                    ledger.append(receipt);
                    real.add(receipt.run().value());
                }
                for (UsageReceipt receipt : brought) {
                    try {
                        ledger.append(receipt);
                    } catch (IllegalArgumentException refused) {
                        continue;
                    }
                }
                try (Stream<UsageReceipt> all = ledger.receipts()) {
                    return all.filter(receipt -> !real.contains(receipt.run().value()))
                            .toList();
                }
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** The round as attacked. */
    Round round() {
        return round;
    }

    /** Measures. */
    Cell cell(Mechanism mechanism, boolean detectors) {
        Settlement before = twin.settle(mechanism, detectors);
        Settlement after = round.settle(mechanism, detectors);
        double fees = before.report().fees().doubleValue();
        World world = twin.world();
        double attacker = 0;
        double kept = 0;
        double twinPay = 0;
        for (int id : coalition) {
            attacker += after.pay(id).net().doubleValue();
            kept += after.pay(id).amount().doubleValue();
            twinPay += before.pay(id).net().doubleValue();
        }
        double shamProfit = sham.isEmpty() ? 0 : shamProfit(mechanism, detectors, after);
        double honest = 0;
        int rows = 0;
        for (World.Player player : world.players()) {
            honest += before.pay(player.id()).net().doubleValue();
            rows += player.size();
        }
        double mean = honest / world.players().size();
        List<Double> losses = new ArrayList<>();
        int charged = 0;
        double victim = 0;
        double rare = 0;
        for (World.Player player : world.players()) {
            if (coalition.contains(player.id())) {
                continue;
            }
            double had = before.pay(player.id()).net().doubleValue();
            double loss = (had - after.pay(player.id()).net().doubleValue()) / Math.max(had, LEAST_PAY * mean);
            losses.add(loss);
            charged += after.pay(player.id()).charged();
            victim = player.id() == world.victim().id() ? loss : victim;
            rare = player.id() == world.rarest().id() ? loss : rare;
        }
        double effort =
                STAGING * staged + coalition.stream().mapToDouble(round::effort).sum();
        double twinEffort = coalition.stream().mapToDouble(twin::effort).sum();
        return new Cell(
                world.ground().name(),
                world.seed(),
                attack.name(),
                form.parameter(),
                mechanism.name(),
                detectors,
                (attacker + shamProfit) / fees,
                (kept + shamProfit) / fees,
                twinPay / fees,
                effort,
                twinEffort,
                honest / fees / rows,
                victim,
                rare,
                losses.stream().mapToDouble(d -> d).sorted().toArray(),
                charged,
                after.reach(),
                attack.family() == Family.HONEST
                        ? world.players().stream()
                                .mapToDouble(p -> before.pay(p.id()).net().doubleValue() / fees)
                                .toArray()
                        : new double[0],
                round.purity(after));
    }

    /** What sham runs bring the coalition beyond what it pays for them. Payers are isolated, so they are settled with all others. */
    private double shamProfit(Mechanism mechanism, boolean detectors, Settlement without) {
        List<UsageReceipt> all = new ArrayList<>(round.receipts());
        all.addAll(sham);
        Settlement with = round.settle(mechanism, detectors, all);
        BigInteger gained = BigInteger.ZERO;
        for (int id : coalition) {
            gained = gained.add(with.pay(id).net()).subtract(without.pay(id).net());
        }
        BigInteger paid = sham.stream().map(r -> r.header().fee()).reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger refund = line(with, "refund").subtract(line(without, "refund"));
        return gained.add(refund).subtract(paid).doubleValue();
    }

    private static BigInteger line(Settlement settlement, String name) {
        return settlement.report().treasury().stream()
                .filter(line -> line.name().equals(name))
                .map(line -> line.amount())
                .findFirst()
                .orElse(BigInteger.ZERO);
    }

    /** A bout whose ledger could not be written is no result. */
    static Bout of(Attack attack, Attack.Form form, Round twin) {
        try {
            return new Bout(attack, form, twin);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

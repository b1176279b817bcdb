package org.datanet.gauntlet.attacks;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.datanet.gauntlet.Attack;
import org.datanet.gauntlet.AttackBook;
import org.datanet.gauntlet.Round;
import org.datanet.gauntlet.UsagePlay;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;

/** Sham usage: the attacker's own runs, forged receipts, and rows touched over and over. */
public final class UsageBook implements AttackBook {
    @Override
    public List<Attack> attacks() {
        return List.of(
                Attack.ofUsage("wash", "fee", new double[] {0.1, 1, 10}, fee -> (round, own) -> wash(round, own, fee)),
                Attack.ofUsage("wash-by-share", "share", new double[] {0.1, 0.5, 0.9}, share -> new UsagePlay() {
                    @Override
                    public double share() {
                        return share;
                    }

                    @Override
                    public List<UsageReceipt> receipts(Round round, Set<Integer> coalition) {
                        return wash(round, coalition, 1);
                    }
                }),
                Attack.ofUsage(
                        "touch-farming",
                        "runs",
                        new double[] {1, 50},
                        runs -> (round, own) -> IntStream.range(0, (int) runs)
                                .mapToObj(i -> run(round, own, "touch-" + i, 1e-9, 1000))
                                .toList()),
                Attack.ofUsage(
                        "boasted-gains",
                        "fee",
                        new double[] {0.1, 1},
                        fee -> (round, own) -> List.of(run(round, own, "boast", fee, 1))),
                Attack.ofUsage(
                        "altered-receipts",
                        "factor",
                        new double[] {1000},
                        factor -> (round, own) -> altered(round, own, (long) factor)));
    }

    private static int[] rowsOf(Round round, Set<Integer> players) {
        return IntStream.range(0, round.datanet().rows())
                .filter(row -> players.contains(round.player(row)))
                .toArray();
    }

    private static BigInteger fee(double part) {
        return new BigDecimal(Round.FEE).multiply(BigDecimal.valueOf(part)).toBigInteger();
    }

    /** A run on the coalition's rows alone. */
    private static List<UsageReceipt> wash(Round round, Set<Integer> coalition, double fee) {
        return List.of(round.record(
                "wash",
                "payer-x",
                fee(fee),
                rowsOf(round, coalition),
                new double[round.datanet().rows()]));
    }

    /** A run that says it used everything once, and the coalition's rows very often and to great effect. */
    private static UsageReceipt run(Round round, Set<Integer> coalition, String run, double fee, int times) {
        int n = round.datanet().rows();
        int[] rows = IntStream.range(0, n)
                .flatMap(row -> IntStream.range(0, coalition.contains(round.player(row)) ? times : 1)
                        .map(t -> row))
                .toArray();
        double[] gains = new double[n];
        Arrays.setAll(gains, row -> coalition.contains(round.player(row)) ? 1 : -1);
        return round.record(run, "payer-x", fee(fee).max(BigInteger.ONE), rows, gains);
    }

    /** Real payers' receipts with exposures of own rows multiplied, under the old signature; and replays. */
    private static List<UsageReceipt> altered(Round round, Set<Integer> coalition, long factor) {
        List<UsageReceipt> forged = new ArrayList<>();
        for (UsageReceipt receipt : round.receipts()) {
            UsageTable table = receipt.table();
            long[] exposures = table.exposures().clone();
            for (int entry = 0; entry < exposures.length; entry++) {
                exposures[entry] *= coalition.contains(round.player(table.row(entry))) ? factor : 1;
            }
            UsageTable more = new UsageTable(table.rows(), exposures, table.gains());
            forged.add(new UsageReceipt(receipt.header(), more, receipt.publicKey(), receipt.signature()));
            forged.add(receipt);
        }
        return forged;
    }
}

package org.datanet.gauntlet;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;

/**
 * Real rows dealt to an owner and to many small contributors over several epochs. Everybody is dealt honest raw rows; those who game
 * submit something else in their place. So two rounds of one world differ only by what those bring who play otherwise: the honest
 * round is every attacker's twin. Immutable and thread-safe.
 */
public final class World {
    private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");
    private static final long EPOCH_SECONDS = 30L * 86_400;
    private static final int LEAKED_AT_MOST = 100;

    private final Ground ground;
    private final long seed;
    private final int epochs;
    private final List<Player> players;
    private final LabelledRows holdoutRows;
    private final LabelledRows test;
    private final Datanet holdout;
    private final Datanet reference;
    private final LabelledRows referenceRows;
    private final int attacker;
    private final int rarest;

    /**
     * Somebody who has raw rows.
     *
     * @param id its number
     * @param rows own rows, by epoch
     */
    public record Player(int id, Map<Integer, LabelledRows> rows) {
        public Player {
            rows = Map.copyOf(rows);
        }

        /** Number of own rows over all epochs. */
        public int size() {
            return rows.values().stream().mapToInt(LabelledRows::size).sum();
        }
    }

    private World(Ground ground, long seed, int turns, int later) {
        this.ground = ground;
        this.seed = seed;
        Deal deal = ground.deal();
        int half = deal.epochs() / 2;
        int last = half + (int) Math.floorMod(seed, (long) deal.epochs() - half);
        // Whoever looks at later epochs too needs some.
        int attacked = Math.min(last, deal.epochs() - 1 - later);
        epochs = attacked + 1 + later;
        int[] order = IntStream.range(0, ground.rows().size()).toArray();
        Ground.shuffle(order, random("deal"));
        int at = 0;
        holdoutRows = ground.rows().select(slice(order, at, deal.holdout()));
        at += deal.holdout();
        test = ground.rows().select(slice(order, at, deal.test()));
        at += deal.test();
        referenceRows = ground.rows().select(slice(order, at, deal.reference()));
        at += deal.reference();

        int first = at;
        int rareOwner = lastOf(attacked, deal);
        gatherRare(order, first, first + rareOwner * deal.rows(), deal);
        List<Player> all = new ArrayList<>();
        int attackerId = -1;
        Map<Integer, LabelledRows> joined = new TreeMap<>();
        for (int c = 0; c < deal.contributors(); c++) {
            int epoch = epochOf(c, deal);
            LabelledRows rows = ground.rows().select(slice(order, first + c * deal.rows(), deal.rows()));
            boolean leads = c == 0 || epochOf(c - 1, deal) != epoch;
            if (epoch >= epochs) {
                break;
            } else if (leads && epoch > attacked - turns && epoch <= attacked) {
                joined.put(epoch, rows);
                attackerId = c;
            } else {
                all.add(new Player(c, Map.of(epoch, rows)));
            }
        }
        all.add(new Player(attackerId, joined));
        all.sort(Comparator.comparingInt(Player::id));
        players = List.copyOf(all);
        attacker = attackerId;
        rarest = rareOwner;
        holdout = ground.owned("holdout", holdoutRows);
        reference = ground.owned("reference", referenceRows);
    }

    private World(
            Ground ground, long seed, LabelledRows holdoutRows, LabelledRows test, List<Player> players, int attacker) {
        this.ground = ground;
        this.seed = seed;
        this.holdoutRows = holdoutRows;
        this.test = test;
        this.players = List.copyOf(players);
        this.attacker = attacker;
        rarest = attacker;
        epochs = 1
                + players.stream()
                        .flatMap(p -> p.rows().keySet().stream())
                        .mapToInt(e -> e)
                        .max()
                        .orElseThrow();
        referenceRows = new LabelledRows(new double[0][], new int[0]);
        holdout = ground.owned("holdout", holdoutRows);
        reference = ground.owned("reference", referenceRows);
    }

    /** A world of given players, one of whom may be made an attacker. */
    public static World of(
            Ground ground, long seed, LabelledRows holdout, LabelledRows test, List<Player> players, int attacker) {
        return new World(ground, seed, holdout, test, players, attacker);
    }

    /** A world in which one player, the attacker, has rows in one epoch of the second half, the last. */
    public static World deal(Ground ground, long seed) {
        return deal(ground, seed, 1, 0);
    }

    /**
     * A world.
     *
     * @param turns in how many epochs in a row the attacker has rows, 1 or more
     * @param later epochs after the attacker's last, 0 or more
     */
    public static World deal(Ground ground, long seed, int turns, int later) {
        return new World(ground, seed, turns, later);
    }

    private static int epochOf(int contributor, Deal deal) {
        return contributor * deal.epochs() / deal.contributors();
    }

    private static int lastOf(int epoch, Deal deal) {
        return IntStream.range(0, deal.contributors())
                .filter(c -> epochOf(c, deal) == epoch)
                .max()
                .orElseThrow();
    }

    private static int[] slice(int[] order, int from, int count) {
        return java.util.Arrays.copyOfRange(order, from, from + count);
    }

    /** Gives one contributor rare rows of other contributors, up to half of all there are, for its usual ones. */
    private void gatherRare(int[] order, int first, int own, Deal deal) {
        long rare = IntStream.range(0, ground.rare().length)
                .filter(i -> ground.rare()[i])
                .count();
        int end = own + (int) Math.min(deal.rows(), rare / 2);
        int to = own;
        for (int from = first; from < first + deal.rows() * deal.contributors() && to < end; from++) {
            boolean others = from < own || from >= own + deal.rows();
            while (to < end && ground.rare()[order[to]]) {
                to++;
            }
            if (others && to < end && ground.rare()[order[from]]) {
                int swap = order[from];
                order[from] = order[to];
                order[to++] = swap;
            }
        }
    }

    private SplittableRandom random(String purpose) {
        return new SplittableRandom(Digest.sha256((seed + "/" + purpose).getBytes(StandardCharsets.UTF_8))
                .prefix());
    }

    /** Where its rows come from. */
    public Ground ground() {
        return ground;
    }

    /** The seed it was dealt by, which is also the owner's committed one. */
    public long seed() {
        return seed;
    }

    /** Everybody who contributes, in the order of their numbers. */
    public List<Player> players() {
        return players;
    }

    /** The player that attacks take the place of. */
    public Player attacker() {
        return player(attacker);
    }

    /** The honest player of the attacker's epoch whose rows are rare ones. */
    public Player rarest() {
        return player(rarest);
    }

    /** The honest player of the epoch before the attacker's last whom framing is aimed at. */
    public Player victim() {
        return players.stream()
                .filter(p -> p.id() != attacker && p.rows().containsKey(victimEpoch()))
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    private int victimEpoch() {
        return Math.max(
                0, attacker().rows().keySet().stream().mapToInt(e -> e).max().orElseThrow() - 1);
    }

    private Player player(int id) {
        return players.stream().filter(p -> p.id() == id).findFirst().orElseThrow();
    }

    /** The owner's private rows. */
    public Datanet holdout() {
        return holdout;
    }

    /** Rows that the owner has published. */
    public Datanet reference() {
        return reference;
    }

    /** Rows that nobody in the world sees. */
    public LabelledRows test() {
        return test;
    }

    /** Number of epochs. */
    public int epochs() {
        return epochs;
    }

    /** What becomes of the world when everybody is honest. */
    public Round honest() {
        return play(Map.of(), false);
    }

    /** The world in which its attacker plays a strategy and all others are honest. */
    public Round attacked(Strategy strategy, boolean leak) {
        return play(Map.of(attacker, strategy), leak);
    }

    /**
     * What becomes of the world.
     *
     * @param strategies of players by their number; whoever is not named is honest
     * @param leak whether those who game have got hold of some rows of the holdout
     */
    public Round play(Map<Integer, Strategy> strategies, boolean leak) {
        List<Submission> submissions = new ArrayList<>();
        List<LabelledRows> published = new ArrayList<>(List.of(referenceRows));
        Map<Integer, Double> effort = new TreeMap<>();
        for (int epoch = 0; epoch < epochs; epoch++) {
            LabelledRows pool = LabelledRows.concat(published);
            List<Submission> current = new ArrayList<>();
            for (Player player : players) {
                LabelledRows own = player.rows().get(epoch);
                if (own != null) {
                    Strategy strategy = strategies.getOrDefault(player.id(), Strategy.HONEST);
                    Hand hand = strategy == Strategy.HONEST
                            ? Hand.honest(own)
                            : strategy.play(standpoint(player, own, pool, epoch, leak));
                    effort.merge(player.id(), hand.effort(), Double::sum);
                    current.addAll(submit(player, hand, own, epoch));
                }
            }
            current.sort(Comparator.comparingLong(Submission::order).thenComparing(Submission::contributor));
            submissions.addAll(current);
            published.add(
                    LabelledRows.concat(current.stream().map(Submission::row).toList()));
        }
        return new Round(this, build(submissions), submissions, effort);
    }

    private Standpoint standpoint(Player player, LabelledRows own, LabelledRows pool, int epoch, boolean leak) {
        int[] turns = player.rows().keySet().stream().mapToInt(e -> e).sorted().toArray();
        return new Standpoint(
                own,
                pool,
                holdoutRows.first(leak ? Math.min(LEAKED_AT_MOST, holdoutRows.size() / 2) : 0),
                victim().rows().values().iterator().next().first(epoch > victimEpoch() ? Integer.MAX_VALUE : 0),
                ground.labels().size(),
                (int) IntStream.of(turns).filter(e -> e < epoch).count(),
                turns.length,
                random("player " + player.id() + " in " + epoch));
    }

    /**
     * A row on its way in.
     *
     * @param player whose it is, whatever the name
     * @param row one
     * @param pure whether it is an own raw row with its right label, submitted for the first time
     */
    record Submission(int player, String contributor, int epoch, long order, LabelledRows row, boolean pure) {}

    private List<Submission> submit(Player player, Hand hand, LabelledRows own, int epoch) {
        List<Submission> rows = new ArrayList<>();
        List<Digest> raw = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            raw.add(ground.digest(own, i));
        }
        for (int name = 0; name < hand.names().size(); name++) {
            LabelledRows part = hand.names().get(name);
            SplittableRandom random = random("submit " + player.id() + "." + name + " in " + epoch);
            for (int i = 0; i < part.size(); i++) {
                boolean pure = raw.remove(ground.digest(part, i));
                rows.add(new Submission(
                        player.id(), name(player.id(), name), epoch, random.nextLong(), part.select(i), pure));
            }
        }
        return rows;
    }

    /** Names that say nothing of who stands behind them. */
    private String name(int player, int name) {
        return "c-"
                + Digest.sha256((seed + "/" + player + "/" + name).getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .substring(0, 10);
    }

    private Datanet build(List<Submission> submissions) {
        Datanet.Builder builder = ground.builder(ground.name());
        for (int row = 0; row < submissions.size(); row++) {
            Submission s = submissions.get(row);
            builder.add(ground.row(new SampleId("s%05d".formatted(row)), new ContributorId(s.contributor()), s.row(), 0)
                    .epoch(s.epoch())
                    .submittedAt(START.plusSeconds(EPOCH_SECONDS * s.epoch() + 60L * row)));
        }
        return builder.build();
    }
}

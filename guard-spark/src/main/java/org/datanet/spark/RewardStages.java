package org.datanet.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReport.ContributorReward;
import org.datanet.reward.RewardReport.WaterfallStep;
import org.datanet.rewards.ConditionalGainRule;
import org.datanet.rewards.CreditedValue;
import org.datanet.rewards.Maintenance;
import org.datanet.rewards.ReceiptPayout;
import org.datanet.rewards.RowCredit;
import org.datanet.rewards.Treasury;
import org.datanet.valuation.ValuationReport;

/**
 * {@link ConditionalGainRule} over tables. A receipt's rows are joined with their terms and summed per receipt and contributor, then per receipt;
 * {@link ReceiptPayout} prices the sums; amounts are summed per contributor as whole numbers. All sums are of integers and all
 * rounding is the rule's own, per receipt and contributor, so neither partitions nor order can change a unit.
 */
final class RewardStages {
    /** What a row brings to a receipt. */
    static final StructType TERMS = new StructType()
            .add("row", DataTypes.IntegerType, false)
            .add("contributor", DataTypes.StringType, false)
            .add("frozen_gain", DataTypes.LongType, false)
            .add("credit", DataTypes.LongType, false)
            .add("debit", DataTypes.LongType, false)
            .add("distrusted", DataTypes.LongType, false)
            .add("aged", DataTypes.LongType, false)
            .add("unhelpful", DataTypes.LongType, false)
            .add("base", DataTypes.LongType, false)
            .add("reason", DataTypes.StringType, false);

    /** Sums of a partition, as bytes. */
    private static final StructType PARTS =
            new StructType().add("contributor", DataTypes.StringType, false).add("part", DataTypes.BinaryType, false);

    /** Contributors that one partition sums up before it hands its sums on. */
    private static final int MOST_AT_ONCE = 200_000;

    private static final StructType RECEIPT_PARTS = new StructType()
            .add("curators", DataTypes.BinaryType, false)
            .add("network", DataTypes.BinaryType, false)
            .add("refund", DataTypes.BinaryType, false)
            .add("fee", DataTypes.BinaryType, false);

    private static final StructType STEP = new StructType()
            .add("name", DataTypes.StringType, false)
            .add("value", DataTypes.LongType, false)
            .add("reason", DataTypes.StringType, false);

    /** The columns of the stage {@code shares}: amounts in base units, written in digits, for they may have any length. */
    static final StructType SHARES = new StructType()
            .add("contributor", DataTypes.StringType, false)
            .add("amount", DataTypes.StringType, false)
            .add("charge", DataTypes.StringType, false)
            .add("rows", DataTypes.IntegerType, false)
            .add("used_rows", DataTypes.IntegerType, false)
            .add("exposures", DataTypes.LongType, false)
            .add("waterfall", DataTypes.createArrayType(STEP, false), false)
            .add("leaf", DataTypes.BinaryType, false);

    private final Stages stages;

    RewardStages(Stages stages) {
        this.stages = stages;
    }

    /**
     * All that a reward is computed from.
     *
     * @param datanet the state
     * @param rows stage of {@link SampleTable}
     * @param values table of {@link Tables#VALUES}
     * @param valuation digest of the valuation
     * @param weights table of {@link Tables#WEIGHTS}
     * @param quality digest of the quality report
     * @param receipts stage of {@link ReceiptTable#checked}
     * @param usage table of {@link Tables#USAGE}
     * @param key of all tables
     */
    record Input(
            DatanetRef datanet,
            Dataset<Row> rows,
            Dataset<Row> values,
            Digest valuation,
            Dataset<Row> weights,
            Digest quality,
            Dataset<Row> receipts,
            Dataset<Row> usage,
            Digest key) {}

    /** Computes what everybody gets; the stages {@code terms}, {@code row-usage}, {@code receipt-sums} and {@code shares} stay behind. */
    RewardReport pay(Input input, RewardPolicy policy) {
        CanonicalBytes key = CanonicalBytes.tagged("datanet-spark-rewards-1")
                .digest(input.key())
                .text(PayPolicy.of(policy).toString());
        Digest made = key.toDigest();
        PayPolicy carried = PayPolicy.of(policy);
        Dataset<Row> terms = stages.read(stages.run("terms", keyed("terms", made), () -> terms(input, carried)));
        Dataset<Row> paid = input.receipts()
                .filter(col("pays"))
                .select("run", "fee", "digest")
                .map(
                        (MapFunction<Row, Row>)
                                row -> RowFactory.create(row.get(0), fee(row.getAs(1), carried), row.get(2)),
                        Encoders.row(new StructType()
                                .add("run", DataTypes.StringType, false)
                                .add("fee", DataTypes.BinaryType, false)
                                .add("digest", DataTypes.BinaryType, false)));
        Dataset<Row> used = input.usage()
                .join(paid.select("run"), "run")
                .filter(col("exposures").gt(0));
        Dataset<Row> uses = stages.read(stages.run(
                "row-usage",
                keyed("row-usage", made),
                () -> used.groupBy("row")
                        .agg(
                                count(lit(1)).alias("uses"),
                                sum(when(col("gain").lt(0), 1L).otherwise(0L)).alias("harmful_uses"),
                                sum("exposures").alias("exposures"))));
        Dataset<Row> sums = stages.read(stages.run(
                "receipt-sums",
                keyed("receipt-sums", made),
                () -> used.join(terms, "row")
                        .groupBy("run", "contributor")
                        .agg(
                                sum(col("credit")
                                                .minus(col("debit"))
                                                .minus(when(col("gain").lt(0), col("unhelpful"))
                                                        .otherwise(0L)))
                                        .alias("credited"),
                                sum("base").alias("base"))));
        Dataset<Row> priced = paid.join(
                        sums.groupBy("run")
                                .agg(
                                        sum(greatest(lit(0L), col("credited"))).alias("positive"),
                                        sum("base").alias("used")),
                        paid.col("run").equalTo(sums.col("run")),
                        "left")
                .select(
                        paid.col("run"),
                        col("fee"),
                        coalesce(col("used"), lit(0L)).alias("used"),
                        coalesce(col("positive"), lit(0L)).alias("positive"));
        Fees fees = fees(paid);
        Dataset<Row> shares = stages.read(
                stages.run("shares", keyed("shares", made), () -> shares(terms, uses, sums, priced, carried, fees)));
        return report(input, policy, paid, priced, shares);
    }

    /** How many receipts pay, and how much in all. */
    private record Fees(int runs, BigInteger sum) implements Serializable {}

    private static Fees fees(Dataset<Row> paid) {
        BigInteger sum = BigInteger.ZERO;
        int runs = 0;
        for (Iterator<Row> all = paid.select("fee").toLocalIterator(); all.hasNext(); runs++) {
            sum = sum.add(new BigInteger((byte[]) all.next().getAs(0)));
        }
        return new Fees(runs, sum);
    }

    private static CanonicalBytes keyed(String stage, Digest made) {
        return CanonicalBytes.tagged("datanet-spark-" + stage).digest(made);
    }

    private static byte[] fee(byte[] fee, PayPolicy policy) {
        return new BigInteger(fee).signum() == 0 ? policy.defaultFee().toByteArray() : fee;
    }

    private static Dataset<Row> terms(Input input, PayPolicy carried) {
        Row epochs = input.rows().agg(max("epoch"), min("epoch")).head();
        int newest = epochs.getInt(0);
        int first = epochs.getInt(1);
        return input.rows()
                .select("row", "contributor", "epoch")
                .join(input.values(), "row")
                .join(input.weights(), "row")
                .select("row", "contributor", "epoch", "gain", "novelty", "base", "weight", "reason")
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>) rows -> terms(rows, carried, newest, first),
                        Encoders.row(TERMS));
    }

    private static Iterator<Row> terms(Iterator<Row> rows, PayPolicy carried, int newest, int first) {
        RewardPolicy policy = carried.policy();
        Maintenance maintenance = new Maintenance(policy.halfLife(), newest, first);
        return mapped(rows, row -> {
            RowCredit terms = RowCredit.of(
                    ValuationReport.product(row.getLong(3), row.getLong(4)),
                    row.getDouble(6),
                    maintenance.weight(row.getInt(2)),
                    policy,
                    row.getInt(0));
            return RowFactory.create(
                    row.getInt(0),
                    row.getString(1),
                    row.getLong(3),
                    terms.credit(),
                    terms.debit(),
                    terms.distrusted(),
                    terms.aged(),
                    terms.unhelpful(),
                    row.getLong(5),
                    row.getString(7));
        });
    }

    private static Dataset<Row> shares(
            Dataset<Row> terms,
            Dataset<Row> uses,
            Dataset<Row> sums,
            Dataset<Row> priced,
            PayPolicy carried,
            Fees fees) {
        Dataset<Row> net = sums.join(priced, "run")
                .select("contributor", "credited", "fee", "used", "positive")
                .mapPartitions((MapPartitionsFunction<Row, Row>) rows -> amounts(rows, carried), Encoders.row(PARTS));
        Dataset<Row> credited = terms.join(uses, terms.col("row").equalTo(uses.col("row")), "left")
                .select(
                        terms.col("row"),
                        col("contributor"),
                        col("frozen_gain"),
                        col("credit"),
                        col("debit"),
                        col("distrusted"),
                        col("aged"),
                        col("unhelpful"),
                        col("reason"),
                        coalesce(col("uses"), lit(0L)),
                        coalesce(col("harmful_uses"), lit(0L)),
                        coalesce(col("exposures"), lit(0L)))
                .mapPartitions((MapPartitionsFunction<Row, Row>) RewardStages::credited, Encoders.row(PARTS));
        MapFunction<Row, String> contributor = row -> row.getString(0);
        return credited.groupByKey(contributor, Encoders.STRING())
                .cogroup(
                        net.groupByKey(contributor, Encoders.STRING()),
                        (CoGroupFunction<String, Row, Row, Row>) (name, values, amounts) -> {
                            CreditedValue value = new CreditedValue();
                            values.forEachRemaining(part -> value.merge(CreditedValue.of(part.getAs(1))));
                            BigInteger amount = BigInteger.ZERO;
                            while (amounts.hasNext()) {
                                amount = amount.add(
                                        new BigInteger((byte[]) amounts.next().getAs(1)));
                            }
                            return List.of(share(name, value, amount, carried.policy(), fees))
                                    .iterator();
                        },
                        Encoders.row(SHARES));
    }

    /** What receipts pay and charge, summed per contributor as far as one partition goes. */
    private static Iterator<Row> amounts(Iterator<Row> rows, PayPolicy carried) {
        RewardPolicy policy = carried.policy();
        Map<String, BigInteger> net = new HashMap<>();
        List<Row> parts = new ArrayList<>();
        while (rows.hasNext()) {
            Row row = rows.next();
            net.merge(
                    row.getString(0),
                    payout(policy, row.getAs(2), row.getLong(3), row.getLong(4)).net(row.getLong(1)),
                    BigInteger::add);
            if (net.size() == MOST_AT_ONCE || !rows.hasNext()) {
                net.forEach((contributor, amount) -> parts.add(RowFactory.create(contributor, amount.toByteArray())));
                net.clear();
            }
        }
        return parts.iterator();
    }

    /** What explains the amounts, summed likewise. */
    private static Iterator<Row> credited(Iterator<Row> rows) {
        Map<String, CreditedValue> sums = new HashMap<>();
        List<Row> parts = new ArrayList<>();
        while (rows.hasNext()) {
            Row row = rows.next();
            sums.computeIfAbsent(row.getString(1), name -> new CreditedValue())
                    .add(
                            row.getInt(0),
                            row.getLong(2),
                            new RowCredit(
                                    row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6), row.getLong(7)),
                            row.getLong(9),
                            row.getLong(10),
                            row.getLong(11),
                            row.getString(8));
            if (sums.size() == MOST_AT_ONCE || !rows.hasNext()) {
                sums.forEach((contributor, value) -> parts.add(RowFactory.create(contributor, value.toBytes())));
                sums.clear();
            }
        }
        return parts.iterator();
    }

    private static ReceiptPayout payout(RewardPolicy policy, byte[] fee, long used, long positive) {
        return new ReceiptPayout(new BigInteger(fee), policy, used, positive);
    }

    private static Row share(
            String contributor, CreditedValue credited, BigInteger amount, RewardPolicy policy, Fees fees) {
        ContributorReward line = new ContributorReward(
                new ContributorId(contributor),
                amount.max(BigInteger.ZERO),
                credited.rows(),
                credited.usedRows(),
                credited.exposures(),
                credited.steps(amount, policy, fees.runs(), fees.sum()),
                amount.negate().max(BigInteger.ZERO));
        Row[] steps = line.waterfall().stream()
                .map(step -> RowFactory.create(step.name(), step.value(), step.reason()))
                .toArray(Row[]::new);
        return RowFactory.create(
                contributor,
                line.amount().toString(),
                line.charge().toString(),
                line.rows(),
                line.usedRows(),
                line.exposures(),
                steps,
                MerkleTree.leaf(line.bytes()).bytes());
    }

    private static RewardReport report(
            Input input, RewardPolicy policy, Dataset<Row> paid, Dataset<Row> priced, Dataset<Row> shares) {
        PayPolicy carried = PayPolicy.of(policy);
        List<Row> parts = priced.mapPartitions(
                        (MapPartitionsFunction<Row, Row>) rows -> {
                            RewardPolicy own = carried.policy();
                            BigInteger[] sums = new BigInteger[RECEIPT_PARTS.length()];
                            Arrays.fill(sums, BigInteger.ZERO);
                            rows.forEachRemaining(row -> {
                                ReceiptPayout payout = payout(own, row.getAs(1), row.getLong(2), row.getLong(3));
                                sums[0] = sums[0].add(payout.curators());
                                sums[1] = sums[1].add(payout.network());
                                sums[2] = sums[2].add(payout.refund());
                                sums[3] = sums[3].add(new BigInteger((byte[]) row.getAs(1)));
                            });
                            return List.of(RowFactory.create(Arrays.stream(sums)
                                            .map(BigInteger::toByteArray)
                                            .toArray()))
                                    .iterator();
                        },
                        Encoders.row(RECEIPT_PARTS))
                .collectAsList();
        List<Digest> receipts = new ArrayList<>();
        paid.select("digest").collectAsList().forEach(row -> receipts.add(Digest.of(row.getAs(0))));
        Collections.sort(receipts);
        List<ContributorReward> lines = new ArrayList<>();
        for (Iterator<Row> rows = shares.toLocalIterator(); rows.hasNext(); ) {
            lines.add(line(rows.next()));
        }
        lines.sort(Comparator.comparing(ContributorReward::contributor));
        BigInteger fees = total(parts, 3);
        Treasury treasury = new Treasury();
        treasury.add(Treasury.CURATORS, total(parts, 0));
        treasury.add(Treasury.NETWORK, total(parts, 1));
        treasury.add(Treasury.REFUND, total(parts, 2));
        BigInteger amounts = lines.stream().map(ContributorReward::amount).reduce(BigInteger.ZERO, BigInteger::add);
        treasury.add(Treasury.REFRESH, fees.subtract(amounts).subtract(treasury.total()));
        return new RewardReport(
                input.datanet(),
                ConditionalGainRule.NAME,
                policy.currency(),
                receipts.size(),
                MerkleTree.of(receipts.stream()
                                .map(digest -> MerkleTree.leaf(digest.bytes()))
                                .toList())
                        .root(),
                input.valuation(),
                input.quality(),
                fees,
                lines,
                treasury.lines());
    }

    private static BigInteger total(List<Row> parts, int column) {
        return parts.stream()
                .map(part -> new BigInteger((byte[]) part.getAs(column)))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static ContributorReward line(Row row) {
        List<WaterfallStep> steps = new ArrayList<>();
        for (Row step : row.<Row>getList(6)) {
            steps.add(new WaterfallStep(step.getString(0), step.getLong(1), step.getString(2)));
        }
        return new ContributorReward(
                new ContributorId(row.getString(0)),
                new BigInteger(row.getString(1)),
                row.getInt(3),
                row.getInt(4),
                row.getLong(5),
                steps,
                new BigInteger(row.getString(2)));
    }

    /** One row for each, as they come. */
    static Iterator<Row> mapped(Iterator<Row> rows, Function<Row, Row> each) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Row next() {
                return each.apply(rows.next());
            }
        };
    }
}

package org.datanet.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The rooms of the house: which folder and packages each has, and which other rooms and libraries it may use. */
enum Room {
    API(
            "sdk-api",
            List.of("contribution", "curation", "usage", "quality", "valuation", "reward", "proof", "progress", "rest"),
            Set.of(),
            "jakarta.ws.rs",
            "jakarta.inject",
            "jakarta.enterprise",
            "jakarta.interceptor"),
    IO(
            "datanet-io",
            List.of("io"),
            Set.of(API),
            "de.siegmar.fastcsv",
            "org.snakeyaml.engine",
            "jakarta.json",
            "org.eclipse.yasson",
            "org.eclipse.parsson"),
    GUARD("quality-guard", List.of("guard"), Set.of(API), "smile", "org.roaringbitmap", "org.apache.datasketches"),
    ATTRIBUTION("attribution", List.of("attribution"), Set.of(API), "org.roaringbitmap"),
    REWARDS("reward-engine", List.of("rewards"), Set.of(API), "org.roaringbitmap"),
    TESTKIT("testkit", List.of("testkit"), Set.of(API), "org.junit", "org.assertj"),
    DL4J("dl4j-adapter", List.of("dl4j"), Set.of(API, ATTRIBUTION), "org.deeplearning4j", "org.nd4j", "org.bytedeco"),
    TRIBUO(
            "tribuo-adapter",
            List.of("tribuo"),
            Set.of(API, ATTRIBUTION),
            "org.tribuo",
            "com.oracle.labs.mlrg.olcut",
            "com.google.protobuf",
            "libsvm",
            "de.bwaldvogel.liblinear",
            "ml.dmlc.xgboost4j"),
    REPORT("report", List.of("report"), Set.of(API), "gg.jte", "org.knowm.xchart", "jakarta.json", "javax.imageio"),
    HOOK("reward-hook", List.of("hook"), Set.of(API, IO, GUARD, ATTRIBUTION, REWARDS, REPORT)),
    EVM(
            "evm-settlement",
            List.of("evm"),
            Set.of(API, REWARDS),
            "org.web3j",
            "org.bouncycastle",
            "com.fasterxml.jackson"),
    SPARK(
            "guard-spark",
            List.of("spark"),
            Set.of(API, IO, GUARD, ATTRIBUTION, REWARDS),
            "org.apache.spark",
            "org.apache.hadoop",
            "scala",
            "picocli"),
    GAUNTLET(
            "gauntlet",
            List.of("gauntlet"),
            Set.of(API, IO, GUARD, ATTRIBUTION, REWARDS, TESTKIT, REPORT),
            "jakarta.json"),
    SAMPLES(
            "samples",
            List.of("samples"),
            Set.of(API, IO, GUARD, ATTRIBUTION, REWARDS, TESTKIT, DL4J, TRIBUO, REPORT, HOOK, EVM, SPARK, GAUNTLET)),
    CLI(
            "cli",
            List.of("cli"),
            Set.of(
                    API,
                    IO,
                    GUARD,
                    ATTRIBUTION,
                    REWARDS,
                    TESTKIT,
                    DL4J,
                    TRIBUO,
                    REPORT,
                    HOOK,
                    EVM,
                    SPARK,
                    GAUNTLET,
                    SAMPLES)),
    BENCHMARKS(
            "benchmarks",
            List.of("benchmarks"),
            Set.of(
                    API,
                    IO,
                    GUARD,
                    ATTRIBUTION,
                    REWARDS,
                    TESTKIT,
                    DL4J,
                    TRIBUO,
                    REPORT,
                    HOOK,
                    EVM,
                    SPARK,
                    GAUNTLET,
                    SAMPLES));

    /** Floors 1 to 3, which know no container, no database and no chain. */
    static final Set<Room> LIBRARY = Set.of(API, IO, GUARD, ATTRIBUTION, REWARDS, TESTKIT, DL4J, TRIBUO, REPORT);

    /** Floor 5, which talks to a person. */
    static final Set<Room> FRONT = Set.of(CLI, SAMPLES, BENCHMARKS);

    final String folder;

    @SuppressWarnings("ImmutableEnumChecker")
    final Set<Room> mayUse;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> packages;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> libraries;

    Room(String folder, List<String> packages, Set<Room> mayUse, String... libraries) {
        this.folder = folder;
        this.packages = packages;
        this.mayUse = mayUse;
        this.libraries = List.of(libraries);
    }

    /** Package patterns of this room's own classes. */
    String[] own() {
        return packages.stream().map(name -> "org.datanet." + name + "..").toArray(String[]::new);
    }

    /** Package patterns of all rooms this one may not use. */
    String[] foreign() {
        return Arrays.stream(values())
                .filter(room -> room != this && !mayUse.contains(room))
                .flatMap(room -> Arrays.stream(room.own()))
                .toArray(String[]::new);
    }

    /** Package patterns of everything this room may use: the JDK, its own classes, the rooms below and its libraries. */
    String[] allowed() {
        Stream<String> rooms =
                Stream.concat(Stream.of(this), mayUse.stream()).flatMap(room -> Arrays.stream(room.own()));
        Stream<String> named = libraries.stream().map(name -> name + "..");
        Stream<String> always = Stream.of("", "java..", "javax.crypto..", "javax.xml..", "org.jspecify..");
        return Stream.of(always, rooms, named).flatMap(s -> s).toArray(String[]::new);
    }
}

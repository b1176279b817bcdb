package org.datanet.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessField;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.datanet.progress.Crew;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may use whom in the house, and what nobody may use. */
class HouseTest {

    private static JavaClasses house;

    @BeforeAll
    static void import_every_class_of_the_house() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.datanet");
        assertThat(house).as("classes found under org.datanet").isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(Room.class)
    void a_room_uses_only_the_rooms_below_it(Room room) {
        check(noClasses()
                .that()
                .resideInAnyPackage(room.own())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(room.foreign()));
    }

    @ParameterizedTest
    @EnumSource(Room.class)
    void a_library_room_uses_only_the_libraries_it_declares(Room room) {
        if (Room.LIBRARY.contains(room) || room == Room.EVM) {
            check(classes()
                    .that()
                    .resideInAnyPackage(room.own())
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(room.allowed())
                            .or(describe(
                                    "are arrays of primitives",
                                    c -> c.getBaseComponentType().isPrimitive()))));
        }
    }

    @Test
    void containers_databases_and_chains_stay_on_floors_four_and_five() {
        check(noClasses()
                .that(reside(Room.LIBRARY))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.jboss..",
                        "org.glassfish..",
                        "io.smallrye..",
                        "com.sun.net.httpserver..",
                        "java.sql..",
                        "javax.sql..",
                        "org.h2..",
                        "org.postgresql..",
                        "org.flywaydb..",
                        "org.web3j.."));
    }

    @Test
    void library_code_opens_no_network_connection() {
        check(noClasses()
                .that(reside(Room.LIBRARY))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "sun.net.."));
    }

    @Test
    void the_old_enterprise_namespace_is_used_by_nobody() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "javax.inject..",
                        "javax.ws.rs..",
                        "javax.enterprise..",
                        "javax.interceptor..",
                        "javax.annotation..",
                        "javax.json..",
                        "javax.servlet..",
                        "javax.validation.."));
    }

    @Test
    void jackson_stays_inside_settlement() {
        check(noClasses()
                .that(DescribedPredicate.not(reside(Set.of(Room.EVM))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.."));
    }

    @Test
    void nothing_is_exchanged_by_java_serialization() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ObjectInputStream.class, ObjectOutputStream.class, Externalizable.class));
        // Spark ships closures between its workers, and a crew is sent frozen models: transport inside one job, not a
        // format. Deeplearning4j wants the metadata of its own batches serializable.
        DescribedPredicate<JavaClass> declaresIt = describe(
                "declare Serializable",
                c -> c.getRawInterfaces().stream().anyMatch(i -> i.isEquivalentTo(Serializable.class)));
        check(classes()
                .that(declaresIt)
                .and(DescribedPredicate.not(reside(Set.of(Room.SPARK, Room.DL4J))))
                .and(DescribedPredicate.not(describe("mark what is sent", c -> c.isEquivalentTo(Crew.Sendable.class))))
                .should()
                .beAnonymousClasses());
    }

    @Test
    void every_random_choice_is_seeded_and_every_clock_injected_in_library_code() {
        check(noClasses()
                .that(reside(Room.LIBRARY))
                .should()
                .callConstructor(Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(ThreadLocalRandom.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould(callMethod(System.class, "currentTimeMillis")));
    }

    @Test
    void only_the_front_floor_speaks_to_the_console() {
        check(noClasses()
                .that(DescribedPredicate.not(reside(Room.FRONT)))
                .should(accessField(System.class, "out").or(accessField(System.class, "err")))
                .orShould()
                .callMethod(Throwable.class, "printStackTrace"));
    }

    @Test
    void every_package_is_null_marked_and_says_what_lives_there() {
        Set<String> marked = new TreeSet<>();
        Set<String> packages = new TreeSet<>();
        for (JavaClass type : house) {
            packages.add(type.getPackageName());
            if (type.getSimpleName().equals("package-info")
                    && type.isAnnotatedWith("org.jspecify.annotations.NullMarked")) {
                marked.add(type.getPackageName());
            }
        }
        packages.removeIf(name -> name.contains(".jmh_generated"));
        assertThat(marked).containsAll(packages);
    }

    @Test
    void no_package_is_split_over_two_modules() {
        Map<String, Set<String>> modules = new TreeMap<>();
        for (JavaClass type : house) {
            String place = type.getSource().orElseThrow().getUri().toString();
            String root = place.substring(0, place.length() - type.getName().length() - ".class".length());
            modules.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                    .add(root);
        }
        assertThat(modules)
                .allSatisfy((name, places) -> assertThat(places).as(name).hasSize(1));
    }

    @Test
    void every_class_lives_in_a_room() {
        check(classes()
                .should()
                .resideInAnyPackage(Arrays.stream(Room.values())
                        .flatMap(room -> Arrays.stream(room.own()))
                        .toArray(String[]::new)));
    }

    @Test
    void names_are_terms_of_the_field() {
        check(classes()
                .that()
                .resideOutsideOfPackages("..jmh_generated..", "..jte..")
                .and()
                .areTopLevelClasses()
                .should()
                .haveNameNotMatching(".*(Manager|Helper|Util|Utils|Impl|Data)$"));
    }

    private static DescribedPredicate<JavaClass> reside(Collection<Room> rooms) {
        return resideInAnyPackage(
                rooms.stream().flatMap(room -> Arrays.stream(room.own())).toArray(String[]::new));
    }

    /** Rooms are filled one after the other, so a rule about an empty room holds. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(house);
    }
}

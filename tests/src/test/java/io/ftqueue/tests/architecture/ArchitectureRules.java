package io.ftqueue.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rules of the tree. Each takes the package it is rooted in, so that the same rule that guards the real modules can
 * be seen to fail on the planted ones.
 */
final class ArchitectureRules {
    /** The arrows as the poms draw them. A module may use what its arrows lead to, directly or further on. */
    static final Map<String, List<String>> ARROWS = new TreeMap<>(Map.ofEntries(
            entry("group", List.of()),
            entry("storage", List.of()),
            entry("queue", List.of("group")),
            entry("simulator", List.of("queue", "storage")),
            entry("client", List.of("queue")),
            entry("server", List.of("queue", "storage")),
            entry("resp", List.of("client")),
            entry("http", List.of("client")),
            entry("cli", List.of("client", "server", "simulator", "storage", "resp", "http")),
            entry("examples", List.of("client", "server")),
            entry("benchmarks", List.of("server", "client"))));

    /** Modules that do the same in every run: no I/O, clock, thread, chance or unordered iteration of their own. */
    static final List<String> PURE_MODULES = List.of("group", "queue");

    /** Modules that run inside an application of somebody else's. */
    static final List<String> LIBRARIES =
            List.of("group", "queue", "storage", "server", "client", "http", "resp", "simulator");

    private static final Set<String> NAMES_THAT_SAY_NOTHING =
            Set.of("util", "utils", "common", "impl", "manager", "helper", "helpers");

    /** Methods whose answer differs from run to run. */
    private static final Map<String, Set<String>> UNPREDICTABLE_METHODS = Map.of(
            "java.lang.System", Set.of("nanoTime", "currentTimeMillis", "getLogger"),
            "java.lang.Math", Set.of("random"),
            "java.time.Instant", Set.of("now"),
            "java.util.UUID", Set.of("randomUUID"),
            "java.util.Set", Set.of("of", "copyOf"),
            "java.util.Map", Set.of("of", "copyOf", "ofEntries"),
            "java.util.stream.Collectors",
                    Set.of("toSet", "toMap", "toUnmodifiableSet", "toUnmodifiableMap", "groupingBy"));

    /** What the process does is for the application to say. */
    private static final Map<String, Set<String>> METHODS_OF_APPLICATIONS = Map.of(
            "java.lang.System", Set.of("exit", "setOut", "setErr", "setProperty"),
            "java.lang.Runtime", Set.of("exit", "halt", "addShutdownHook"));

    private ArchitectureRules() {}

    static ArchRule arrows(String root, String module) {
        Set<String> allowed = reachableFrom(module);
        List<String> forbidden = new ArrayList<>();
        for (String other : ARROWS.keySet()) {
            if (!other.equals(module) && !allowed.contains(other)) {
                forbidden.add(root + "." + other + "..");
            }
        }
        return noClasses()
                .that()
                .resideInAPackage(root + "." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden.toArray(String[]::new))
                .allowEmptyShould(true)
                .as("module " + module + " uses only " + allowed);
    }

    static ArchRule noPackageCycles(String root) {
        return slices().matching(root + ".(**)").should().beFreeOfCycles().as("no cycles between packages");
    }

    static ArchRule usesNothingButTheJdk(String packages, String... besides) {
        List<String> allowed = new ArrayList<>(List.of("java..", "org.jspecify..", packages, ""));
        allowed.addAll(List.of(besides));
        return noClasses()
                .that()
                .resideInAPackage(packages)
                .should()
                .dependOnClassesThat(not(resideInAnyPackage(allowed.toArray(String[]::new))))
                .as(packages + " uses nothing but the JDK and " + List.of(besides));
    }

    static ArchRule usesNoEnvironment(String packages) {
        DescribedPredicate<JavaClass> environment = resideInAnyPackage(
                        "java.net..",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "java.util.concurrent..",
                        "java.util.logging..",
                        "org.slf4j..")
                .or(describe(
                        "files, threads and loggers",
                        type -> type.getName().startsWith("java.io.File")
                                || type.getName().equals("java.io.RandomAccessFile")
                                || type.getName().startsWith("java.lang.Thread")
                                || type.getName().startsWith("java.lang.System$Logger")));
        return noClasses()
                .that()
                .resideInAPackage(packages)
                .should()
                .dependOnClassesThat(environment)
                .as(packages + " does no I/O, threading or logging");
    }

    static ArchRule startsNoThread(String packages) {
        return noClasses()
                .that()
                .resideInAPackage(packages)
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.concurrent..")
                        .or(describe("threads", type -> type.getName().startsWith("java.lang.Thread"))))
                .as(packages + " has no threads");
    }

    static ArchRule isPredictable(String packages) {
        return noClasses()
                .that()
                .resideInAPackage(packages)
                .should()
                .accessTargetWhere(describe("the answer differs from run to run", ArchitectureRules::isUnpredictable))
                .orShould()
                .dependOnClassesThat(describe("unordered", type -> isUnordered(type.getName())))
                .as(packages + " reads no clock, draws no chance and iterates in a defined order");
    }

    static ArchRule isAGuest(String packages) {
        return noClasses()
                .that()
                .resideInAPackage(packages)
                .should()
                .accessTargetWhere(describe(
                        "decides for the whole process",
                        (JavaAccess<?> access) -> METHODS_OF_APPLICATIONS
                                .getOrDefault(access.getTarget().getOwner().getName(), Set.of())
                                .contains(access.getTarget().getName())))
                .orShould()
                .dependOnClassesThat(resideInAPackage("ch.qos.logback.."))
                .allowEmptyShould(true)
                .as(packages + " ends no process, hooks into no shutdown and chooses no log");
    }

    static ArchRule siblingsDoNotMeet(String group, String sibling, List<String> others) {
        return noClasses()
                .that()
                .resideInAPackage(group + "." + sibling + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        others.stream().map(other -> group + "." + other + "..").toArray(String[]::new))
                .allowEmptyShould(true)
                .as(sibling + " never sees " + others);
    }

    static ArchRule noJavaDeserialization(String packages) {
        return noClasses()
                .that(resideInAPackage(packages))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .as("nothing deserializes Java objects");
    }

    static ArchRule packagesSayWhatTheyAreFor(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .resideInAnyPackage(NAMES_THAT_SAY_NOTHING.stream()
                        .map(name -> root + ".." + name + "..")
                        .toArray(String[]::new))
                .as("no package is named any of " + new TreeSet<>(NAMES_THAT_SAY_NOTHING));
    }

    private static Set<String> reachableFrom(String module) {
        Set<String> reachable = new TreeSet<>();
        for (String next : ARROWS.getOrDefault(module, List.of())) {
            reachable.add(next);
            reachable.addAll(reachableFrom(next));
        }
        return reachable;
    }

    private static boolean isUnpredictable(JavaAccess<?> access) {
        String owner = access.getTarget().getOwner().getName();
        String name = access.getTarget().getName();
        boolean unseeded = (owner.equals(Random.class.getName()) || owner.equals(SplittableRandom.class.getName()))
                && access.getTarget().getFullName().endsWith("<init>()");
        return unseeded || UNPREDICTABLE_METHODS.getOrDefault(owner, Set.of()).contains(name);
    }

    private static boolean isUnordered(String type) {
        return type.equals("java.util.HashMap") || type.equals("java.util.HashSet");
    }
}

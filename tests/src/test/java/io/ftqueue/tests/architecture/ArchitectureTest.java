package io.ftqueue.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows, the purity and the names of the tree, checked on the compiled classes of all modules. */
class ArchitectureTest {
    private static final String ROOT = "io.ftqueue";
    private static final String GROUP = ROOT + ".group";
    private static final String PLANTED_ROOT = "io.ftqueue.tests.architecture.planted";
    private static final List<String> SIBLINGS = List.of("ordering", "recovery", "membership");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(PLANTED_ROOT);

    @Test
    void seesEveryModule() {
        assertThat(ArchitectureRules.ARROWS.keySet())
                .allSatisfy(module -> assertThat(MAIN.stream()
                                .filter(type -> type.getPackageName().startsWith(ROOT + "." + module)))
                        .isNotEmpty());
    }

    @Test
    void modulesUseOnlyWhatTheirArrowsLeadTo() {
        for (String module : ArchitectureRules.ARROWS.keySet()) {
            ArchitectureRules.arrows(ROOT, module).check(MAIN);
        }
        assertReports(ArchitectureRules.arrows(PLANTED_ROOT, "group"), "UsesItsUser");
    }

    @Test
    void packagesFormNoCycle() {
        ArchitectureRules.noPackageCycles(ROOT).check(MAIN);
        assertReports(ArchitectureRules.noPackageCycles(PLANTED_ROOT), "group.ordering", "queue");
    }

    @Test
    void pureModulesUseNothingButTheJdk() {
        ArchitectureRules.usesNothingButTheJdk(GROUP + "..").check(MAIN);
        ArchitectureRules.usesNothingButTheJdk(ROOT + ".queue..", GROUP + "..").check(MAIN);
        assertReports(ArchitectureRules.usesNothingButTheJdk(PLANTED_ROOT + ".pure.."), "UsesLibrary");
    }

    @Test
    void storageUsesNothingButTheJdkAndHasNoThreads() {
        ArchitectureRules.usesNothingButTheJdk(ROOT + ".storage..").check(MAIN);
        ArchitectureRules.startsNoThread(ROOT + ".storage..").check(MAIN);
        assertReports(ArchitectureRules.startsNoThread(PLANTED_ROOT + ".pure.."), "lock", "thread");
    }

    @Test
    void pureModulesDoNoInputOutputThreadingOrLogging() {
        for (String module : ArchitectureRules.PURE_MODULES) {
            ArchitectureRules.usesNoEnvironment(ROOT + "." + module + "..").check(MAIN);
        }
        assertReports(
                ArchitectureRules.usesNoEnvironment(PLANTED_ROOT + ".pure.."),
                "socket",
                "channel",
                "path",
                "file",
                "lock",
                "thread",
                "julLogger",
                "systemLogger",
                "library");
    }

    @Test
    void pureModulesArePredictable() {
        for (String module : ArchitectureRules.PURE_MODULES) {
            ArchitectureRules.isPredictable(ROOT + "." + module + "..").check(MAIN);
        }
        ArchRule rule = ArchitectureRules.isPredictable(PLANTED_ROOT + ".pure..");
        assertReports(
                rule,
                "System.nanoTime()",
                "System.currentTimeMillis()",
                "Instant.now()",
                "Math.random()",
                "java.util.Random.<init>()",
                "UUID.randomUUID()",
                "java.util.HashMap",
                "java.util.HashSet",
                "Set.of(",
                "Set.copyOf(",
                "Map.of(",
                "Map.copyOf(",
                "Collectors.toSet()",
                "Collectors.toMap(",
                "Collectors.groupingBy(");
        assertThat(reportOf(rule)).noneMatch(line -> line.contains("Predictable"));
    }

    @Test
    void librariesAreGuestsOfTheApplication() {
        for (String module : ArchitectureRules.LIBRARIES) {
            ArchitectureRules.isAGuest(ROOT + "." + module + "..").check(MAIN);
        }
        assertReports(ArchitectureRules.isAGuest(PLANTED_ROOT + ".library.."), "exit", "halt", "hook", "log");
    }

    @Test
    void partsOfTheGroupProtocolNeverSeeEachOtherOrTheCodec() {
        for (String sibling : SIBLINGS) {
            List<String> others = new ArrayList<>(SIBLINGS);
            others.remove(sibling);
            others.add("codec");
            ArchitectureRules.siblingsDoNotMeet(GROUP, sibling, others).check(MAIN);
        }
        assertReports(
                ArchitectureRules.siblingsDoNotMeet(PLANTED_ROOT + ".group", "recovery", List.of("ordering")),
                "UsesItsSibling");
    }

    @Test
    void nothingDeserializesJavaObjects() {
        ArchitectureRules.noJavaDeserialization(ROOT + "..").check(MAIN);
        assertReports(ArchitectureRules.noJavaDeserialization(PLANTED_ROOT + ".."), "deserialize");
    }

    @Test
    void packagesSayWhatTheyAreFor() {
        ArchitectureRules.packagesSayWhatTheyAreFor(ROOT).check(MAIN);
        assertReports(ArchitectureRules.packagesSayWhatTheyAreFor(PLANTED_ROOT), "Anything");
    }

    private static void assertReports(ArchRule rule, String... culprits) {
        assertThat(reportOf(rule))
                .as(rule.getDescription())
                .allSatisfy(line -> assertThat(line).contains(PLANTED_ROOT));
        for (String culprit : culprits) {
            assertThat(reportOf(rule)).as(rule.getDescription()).anyMatch(line -> line.contains(culprit));
        }
    }

    private static List<String> reportOf(ArchRule rule) {
        return rule.evaluate(PLANTED).getFailureReport().getDetails();
    }
}

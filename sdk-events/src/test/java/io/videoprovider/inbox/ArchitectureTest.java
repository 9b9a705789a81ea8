package io.videoprovider.inbox;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.videoprovider.history.jdbc.JdbcHistory;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.inbox.jdbc.JdbcProjection;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Architecture rules of the module. */
class ArchitectureTest {

    private static final JavaClasses MAIN = new ClassFileImporter().importPath(Path.of("target", "classes"));
    private static final Set<String> PACKAGES = MAIN.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet());

    @Test
    void packages_have_no_cycles() {
        assertThat(PACKAGES)
                .contains(
                        "io.videoprovider.history.jdbc",
                        "io.videoprovider.inbox.jdbc",
                        "io.videoprovider.internal.jdbc");
        slices().matching("(io.videoprovider..)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void packages_are_null_marked() {
        for (String name : PACKAGES) {
            JavaPackage found = MAIN.getPackage(name);
            assertThat(found.tryGetPackageInfo()).as("package-info of %s", name).isPresent();
            assertThat(found.isAnnotatedWith(NullMarked.class))
                    .as("@NullMarked on %s", name)
                    .isTrue();
        }
    }

    @Test
    void only_the_jdbc_packages_use_java_sql() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.videoprovider..jdbc")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..")
                .check(MAIN);
    }

    @Test
    void the_jdbc_packages_have_few_public_types() {
        assertThat(publicTypes("io.videoprovider.inbox.jdbc"))
                .containsExactlyInAnyOrder(JdbcInbox.class.getName(), JdbcProjection.class.getName());
        assertThat(publicTypes("io.videoprovider.history.jdbc")).containsExactly(JdbcHistory.class.getName());
    }

    private static Set<String> publicTypes(String packageName) {
        return MAIN.stream()
                .filter(found -> found.getPackageName().equals(packageName))
                .filter(found -> found.isTopLevelClass() && found.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    }

    @Test
    void only_the_s3_package_uses_the_AWS_SDK() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.videoprovider.retention.s3")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon.awssdk..", "io.videoprovider.retention.s3")
                .check(MAIN);
    }

    @Test
    void the_module_uses_only_core_the_JDK_Resilience4j_and_SLF4J() {
        classes()
                .that()
                .resideOutsideOfPackage("io.videoprovider.retention.s3")
                .should()
                .onlyDependOnClassesThat(resideInAPackage("java..")
                        .or(resideInAPackage("javax.sql.."))
                        .or(resideInAPackage("javax.crypto.."))
                        .or(resideInAPackage("org.jspecify.annotations"))
                        .or(resideInAPackage("org.slf4j"))
                        .or(resideInAPackage("io.github.resilience4j.circuitbreaker.."))
                        .or(resideInAnyPackage(
                                "io.videoprovider",
                                "io.videoprovider.broadcast",
                                "io.videoprovider.call",
                                "io.videoprovider.common",
                                "io.videoprovider.error",
                                "io.videoprovider.event",
                                "io.videoprovider.feature",
                                "io.videoprovider.history..",
                                "io.videoprovider.inbox..",
                                "io.videoprovider.internal.jdbc",
                                "io.videoprovider.invitation",
                                "io.videoprovider.message",
                                "io.videoprovider.participant",
                                "io.videoprovider.recording",
                                "io.videoprovider.resilience",
                                "io.videoprovider.ringing",
                                "io.videoprovider.retention..",
                                "io.videoprovider.token",
                                "io.videoprovider.transcription",
                                "io.videoprovider.spi",
                                "io.videoprovider.webhook")))
                .check(MAIN);
    }

    @Test
    void static_fields_are_final() {
        fields().that().areStatic().should().beFinal().check(MAIN);
    }

    @Test
    void nothing_is_printed_and_SLF4J_is_the_only_logger() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(MAIN);
    }
}

package io.videoprovider;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The architecture rules of the module. */
class ArchitectureTest {

    /** Providers build requests. */
    private static final Set<String> OKHTTP_IN_THE_SPI = Set.of(
            "okhttp3.HttpUrl",
            "okhttp3.Request",
            "okhttp3.OkHttpClient$Builder",
            "okhttp3.RequestBody",
            "okhttp3.MediaType",
            "okhttp3.Headers",
            "okio.BufferedSink");

    private static final String ROOT = "io.videoprovider";
    private static final String SPI = ROOT + ".spi";
    private static final JavaClasses MAIN = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void the_classes_are_found() {
        assertThat(MAIN.contain(VideoProvider.class)).isTrue();
        assertThat(MAIN)
                .hasSizeGreaterThan(70)
                .noneMatch(found -> found.getSimpleName().endsWith("Test"));
    }

    // Packages

    @Test
    void packages_depend_on_one_another_without_a_cycle() {
        slices().matching("(io.videoprovider..)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void only_the_spi_depends_on_the_root_package_and_nothing_depends_on_the_spi() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, SPI)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(MAIN);
        noClasses()
                .that()
                .resideOutsideOfPackage(SPI)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SPI)
                .check(MAIN);
        assertThat(MAIN.stream()
                        .filter(found -> found.getPackageName().equals(ROOT) && !isPackageInfo(found))
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder("VideoProvider", "ProviderRouter");
    }

    /** The permitted dependencies of each package, lowest first; a package that is not listed fails. */
    @ParameterizedTest
    @CsvSource({
        "error,                   ",
        "common,              error",
        "feature,             common error",
        "resilience,          error",
        "observe,             error resilience",
        "token,               common error",
        "participant,         common error token",
        "recording,           common error token",
        "message,             common error feature",
        "broadcast,           common error feature recording",
        "ingress,             common error feature",
        "transcription,       common error feature recording",
        "call,                common error feature recording transcription",
        "backstage,           call common error feature recording",
        "ringing,             common error feature",
        "event,               broadcast call common error participant recording transcription",
        "webhook,             error event",
        "spi,                 call common error feature observe participant recording resilience root token"
                + " transcription webhook",
    })
    void each_package_depends_only_on_lower_ones(String name, String allowed) {
        String own = ROOT + "." + name;
        Set<String> below = Stream.of((allowed == null ? "" : allowed).split(" "))
                .filter(part -> !part.isEmpty())
                .map(part -> part.equals("root") ? ROOT : ROOT + "." + part)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> used = MAIN.stream()
                .filter(found -> found.getPackageName().equals(own))
                .flatMap(found -> found.getDirectDependenciesFromSelf().stream())
                .map(dependency ->
                        dependency.getTargetClass().getBaseComponentType().getPackageName())
                .filter(target -> target.startsWith(ROOT) && !target.equals(own))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(MAIN.containPackage(own)).as(own).isTrue();
        assertThat(below).as("what %s may use", name).containsAll(used);
    }

    @Test
    void every_package_is_null_marked_and_documented() {
        Set<String> packages = MAIN.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
        assertThat(packages).hasSizeGreaterThan(15);
        for (String name : packages) {
            JavaPackage found = MAIN.getPackage(name);
            assertThat(found.tryGetPackageInfo()).as("package-info of %s", name).isPresent();
            assertThat(found.isAnnotatedWith(NullMarked.class))
                    .as("@NullMarked on %s", name)
                    .isTrue();
        }
    }

    private static boolean isPackageInfo(JavaClass found) {
        return found.getSimpleName().equals("package-info");
    }

    // Visibility

    @Test
    void the_libraries_are_used_in_one_package_each() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".common")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tools.jackson..")
                .check(MAIN);
        noClasses()
                .that()
                .resideOutsideOfPackage(SPI)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("okhttp3..", "okio..", "kotlin..", "com.nimbusds..")
                .check(MAIN);
        noClasses()
                .that()
                .resideOutsideOfPackage(SPI)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.github.resilience4j..", "org.slf4j..")
                .check(MAIN);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.videoprovider.ice")
                .and()
                // It clones the Mac that Nimbus has initialized.
                .areNotAssignableTo("io.videoprovider.spi.SigningKey")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("javax.crypto..")
                .check(MAIN);
    }

    @Test
    void nothing_else_from_outside_is_used() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAPackage("io.videoprovider..")
                        .or(resideInAPackage("java.."))
                        .or(resideInAPackage("com.nimbusds.jose.."))
                        .or(resideInAPackage("tools.jackson.core.."))
                        .or(resideInAPackage("org.jspecify.annotations"))
                        .or(resideInAPackage("javax.net"))
                        .or(resideInAPackage("javax.crypto.."))
                        .or(resideInAPackage("okhttp3"))
                        .or(resideInAPackage("okio"))
                        .or(resideInAPackage("kotlin.."))
                        .or(resideInAPackage("io.github.resilience4j.bulkhead.."))
                        .or(resideInAPackage("io.github.resilience4j.circuitbreaker.."))
                        .or(resideInAPackage("io.github.resilience4j.ratelimiter.."))
                        .or(resideInAPackage("org.slf4j")))
                .check(MAIN);
    }

    @Test
    void public_signatures_name_java_and_our_own_api_only() {
        classes()
                .that(resideOutsideOfPackage("io.videoprovider.internal..").and(visible()))
                .should(nameOnlyApiTypes())
                .check(MAIN);
    }

    /** Returns whether it and its enclosing types are public or protected. */
    private static DescribedPredicate<JavaClass> visible() {
        return DescribedPredicate.describe("visible from outside", ArchitectureTest::isVisible);
    }

    private static boolean isVisible(JavaClass found) {
        return isOpen(found.getModifiers())
                && found.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
    }

    private static boolean isOpen(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static ArchCondition<JavaClass> nameOnlyApiTypes() {
        return new ArchCondition<>("name only types of Java and of our API in signatures") {
            @Override
            public void check(JavaClass found, ConditionEvents events) {
                Stream.concat(
                                found.getSuperclass().stream().map(type -> named(found.getName(), type)),
                                found.getInterfaces().stream().map(type -> named(found.getName(), type)))
                        .forEach(use -> report(found, use, events));
                found.getMembers().stream()
                        .filter(member -> isOpen(member.getModifiers()))
                        .flatMap(ArchitectureTest::uses)
                        .forEach(use -> report(found, use, events));
            }
        };
    }

    private record Use(String where, JavaClass type) {}

    private static Use named(String where, JavaType type) {
        return new Use(where, type.toErasure());
    }

    private static Stream<Use> uses(JavaMember member) {
        Stream<JavaType> types = member instanceof JavaCodeUnit code
                ? Stream.of(
                                Stream.of(code.getReturnType()),
                                code.getParameterTypes().stream(),
                                code.getThrowsClause().getTypes().stream())
                        .flatMap(part -> part)
                : Stream.of(((JavaField) member).getType());
        return types.flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .map(type -> new Use(member.getFullName(), type.getBaseComponentType()));
    }

    private static void report(JavaClass found, Use use, ConditionEvents events) {
        String name = use.type.getName();
        boolean allowed = use.type.isPrimitive()
                || name.startsWith("java.")
                || name.startsWith("org.jspecify.")
                || (name.startsWith("io.videoprovider.") && !name.startsWith("io.videoprovider.internal."))
                || (use.where.startsWith(ROOT + ".spi.") && OKHTTP_IN_THE_SPI.contains(name));
        if (!allowed) {
            events.add(SimpleConditionEvent.violated(found, use.where + " names " + name));
        }
    }

    // Habits

    @Test
    void no_class_has_a_generic_name() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helper|Manager|Impl|Constants|Abstract(?!VideoProvider$)\\w*)")
                .check(MAIN);
    }

    @Test
    void static_fields_are_not_mutable() {
        fields().that().areStatic().should().beFinal().check(MAIN);
        Set<String> mutable = Set.of(
                "java.util.List",
                "java.util.Map",
                "java.util.Set",
                "java.util.concurrent.ConcurrentMap",
                "java.util.concurrent.ConcurrentHashMap",
                "java.util.concurrent.atomic.AtomicBoolean",
                "java.util.concurrent.atomic.AtomicInteger",
                "java.util.concurrent.atomic.AtomicLong",
                "java.util.concurrent.atomic.AtomicReference",
                "java.lang.ThreadLocal");
        assertThat(MAIN.stream()
                        .flatMap(found -> found.getFields().stream())
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field -> mutable.contains(field.getRawType().getName()))
                        .map(JavaField::getFullName))
                .isEmpty();
    }

    @Test
    void no_class_prints_or_logs_without_slf4j() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.apache..")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(MAIN);
    }
}

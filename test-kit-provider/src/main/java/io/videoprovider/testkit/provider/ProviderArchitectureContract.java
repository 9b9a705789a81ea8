package io.videoprovider.testkit.provider;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.videoprovider.call.Calls;
import io.videoprovider.feature.Feature;
import io.videoprovider.participant.Participants;
import io.videoprovider.recording.Recordings;
import io.videoprovider.token.Tokens;
import io.videoprovider.webhook.Webhooks;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Architecture rules of a module that implements a provider. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ProviderArchitectureContract {

    private final String prefix;
    private final String root;
    private final String otherVendor;
    private final List<String> furtherLibraries;
    private final JavaClass provider;
    private final JavaClasses module;

    /**
     * For subclasses.
     *
     * @param provider the class of the provider: its package is the module's root, and its name begins with the vendor's
     * @param otherVendor the root package of the other vendor's module
     * @param furtherLibraries packages of libraries, beside OkHttp and SLF4J, that the module may use
     */
    protected ProviderArchitectureContract(Class<?> provider, String otherVendor, String... furtherLibraries) {
        this.prefix = provider.getSimpleName().replace("VideoProvider", "");
        this.root = provider.getPackageName();
        this.otherVendor = otherVendor;
        this.furtherLibraries = List.of(furtherLibraries);
        // By path, because the module path cannot be searched like the class path.
        this.module = new ClassFileImporter().importPath(location(provider));
        this.provider = module.get(provider);
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    final void the_imported_classes_are_those_of_the_module_without_its_tests() {
        assertThat(module.contain(getClass())).isFalse();
        assertThat(module.size()).isGreaterThan(20);
        assertThat(provider.getPackageName()).isEqualTo(root);
    }

    @Test
    final void the_wire_client_does_not_depend_on_the_provider() {
        noClasses()
                .that()
                .resideInAPackage(root + ".client..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root)
                .check(module);
        SlicesRuleDefinition.slices()
                .matching("(" + root + "..)")
                .should()
                .beFreeOfCycles()
                .check(module);
    }

    @Test
    final void the_module_uses_neither_the_other_vendor_nor_the_emulators() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        otherVendor + "..",
                        "io.videoprovider.emulator..",
                        "io.videoprovider.testing..",
                        "io.videoprovider.spring..")
                .check(module);
    }

    @Test
    final void the_module_uses_allowed_libraries_only() {
        List<String> allowed = new ArrayList<>(List.of(
                "io.videoprovider..",
                "java..",
                "javax.crypto..",
                "okhttp3..",
                "org.slf4j..",
                "org.jspecify.annotations.."));
        allowed.addAll(furtherLibraries);
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
                .check(module);
    }

    @Test
    final void no_third_party_type_is_in_a_public_signature() {
        Set<String> foreign = new TreeSet<>();
        for (JavaClass type : module) {
            if (!seenFromOutside(type)) {
                continue;
            }
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                if (unit.getModifiers().contains(JavaModifier.PUBLIC)
                        || unit.getModifiers().contains(JavaModifier.PROTECTED)) {
                    involved(unit)
                            .filter(resideOutsideOfPackages("java..", "io.videoprovider..", "")
                                    .or(resideInAPackage("io.videoprovider.internal..")))
                            .forEach(involved -> foreign.add(unit.getFullName() + " has " + involved.getName()));
                }
            }
        }

        assertThat(foreign).isEmpty();
    }

    private static Stream<JavaClass> involved(JavaCodeUnit unit) {
        return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
                .flatMap(type -> type.getAllInvolvedRawTypes().stream());
    }

    private static boolean seenFromOutside(JavaClass type) {
        boolean visible = type.getModifiers().contains(JavaModifier.PUBLIC);
        return visible
                && type.getEnclosingClass()
                        .map(ProviderArchitectureContract::seenFromOutside)
                        .orElse(true);
    }

    @Test
    final void every_package_is_null_marked() {
        for (String name : List.of(root, root + ".client")) {
            assertThat(module.get(name + ".package-info").isAnnotatedWith(NullMarked.class))
                    .as(name)
                    .isTrue();
        }
        assertThat(module.stream().map(JavaClass::getPackageName).filter(name -> !name.isEmpty()))
                .containsOnly(root, root + ".client");
    }

    @Test
    final void each_service_is_one_package_private_class_named_after_it() {
        for (Class<?> service :
                List.of(Calls.class, Participants.class, Recordings.class, Tokens.class, Webhooks.class)) {
            classes()
                    .that()
                    .implement(service)
                    .should()
                    .haveSimpleName(prefix + service.getSimpleName())
                    .andShould()
                    .bePackagePrivate()
                    .andShould()
                    .haveModifier(JavaModifier.FINAL)
                    .check(module);
        }
        classes()
                .that()
                .implement(Feature.class)
                .should()
                .haveSimpleNameStartingWith(prefix)
                .andShould()
                .bePackagePrivate()
                .check(module);
    }

    @Test
    final void services_and_event_parsing_do_not_depend_on_other_services() {
        DescribedPredicate<JavaClass> service = assignableTo(Calls.class)
                .or(assignableTo(Participants.class))
                .or(assignableTo(Recordings.class))
                .or(assignableTo(Tokens.class))
                .or(assignableTo(Webhooks.class))
                .or(assignableTo(Feature.class));
        List<JavaClass> services = module.stream().filter(service).toList();
        assertThat(services).hasSizeGreaterThan(6);
        for (JavaClass each : services) {
            noClasses()
                    .that(service.or(simpleName(prefix + "Events")))
                    .and()
                    .doNotHaveFullyQualifiedName(each.getFullName())
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName(each.getFullName())
                    .check(module);
        }
    }

    @Test
    final void public_classes_are_final() {
        classes()
                .that()
                .arePublic()
                .and()
                .areNotInterfaces()
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(module);
    }

    @Test
    final void static_fields_are_constants() {
        fields().that().areStatic().should().beFinal().check(module);
    }
}

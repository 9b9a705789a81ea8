package io.videoprovider.livekit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The plan of the module, held. */
class LiveKitArchitectureTest {

    private static JavaClasses module;

    @BeforeAll
    static void read() throws URISyntaxException {
        // By path: on the module path there is no class path to search.
        module = new ClassFileImporter()
                .importPath(Path.of(LiveKitVideoProvider.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()));
    }

    @Test
    void these_are_the_classes_of_the_module_without_its_tests() {
        assertThat(module.contain(LiveKitVideoProvider.class)).isTrue();
        assertThat(module.contain(LiveKitArchitectureTest.class)).isFalse();
        assertThat(module.size()).isGreaterThan(30);
    }

    @Test
    void the_wire_client_knows_nothing_of_the_provider_above_it() {
        noClasses()
                .that()
                .resideInAPackage("io.videoprovider.livekit.client..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.videoprovider.livekit")
                .check(module);
        SlicesRuleDefinition.slices()
                .matching("io.videoprovider.(livekit..)")
                .should()
                .beFreeOfCycles()
                .check(module);
    }

    @Test
    void neither_the_other_vendor_nor_the_emulators_are_used() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.videoprovider.stream..", "io.videoprovider.testing..", "io.videoprovider.spring..")
                .check(module);
    }

    @Test
    void only_the_plans_libraries_are_used() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAPackage("io.videoprovider..")
                        .or(resideInAPackage("java.."))
                        .or(resideInAPackage("javax.crypto.."))
                        .or(resideInAPackage("okhttp3.."))
                        .or(resideInAPackage("org.slf4j.."))
                        .or(resideInAPackage("org.jspecify.annotations.."))
                        .as("its own, the JDK's, OkHttp's, SLF4J's"))
                .check(module);
    }

    @Test
    void no_third_party_type_is_in_a_public_signature_except_the_url_of_the_client() {
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

        // The provider creates the client, from another package.
        assertThat(foreign)
                .singleElement()
                .asString()
                .startsWith("io.videoprovider.livekit.client.LiveKitClient.<init>(okhttp3.HttpUrl, ")
                .endsWith(" has okhttp3.HttpUrl");
    }

    private static Stream<JavaClass> involved(JavaCodeUnit unit) {
        return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
                .flatMap(type -> type.getAllInvolvedRawTypes().stream());
    }

    private static boolean seenFromOutside(JavaClass type) {
        boolean visible = type.getModifiers().contains(JavaModifier.PUBLIC);
        return visible
                && type.getEnclosingClass()
                        .map(LiveKitArchitectureTest::seenFromOutside)
                        .orElse(true);
    }

    @Test
    void every_package_says_what_it_is_for_and_is_null_marked() {
        for (String name : List.of("io.videoprovider.livekit", "io.videoprovider.livekit.client")) {
            assertThat(module.get(name + ".package-info").isAnnotatedWith(NullMarked.class))
                    .as(name)
                    .isTrue();
        }
        assertThat(module.stream().map(JavaClass::getPackageName).filter(name -> !name.isEmpty()))
                .containsOnly("io.videoprovider.livekit", "io.videoprovider.livekit.client");
    }

    @Test
    void each_service_is_a_class_of_its_own_named_after_it_and_hidden() {
        for (Class<?> service :
                List.of(Calls.class, Participants.class, Recordings.class, Tokens.class, Webhooks.class)) {
            classes()
                    .that()
                    .implement(service)
                    .should()
                    .haveSimpleName("LiveKit" + service.getSimpleName())
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
                .haveSimpleNameStartingWith("LiveKit")
                .andShould()
                .bePackagePrivate()
                .check(module);
    }

    @Test
    void services_and_event_parsing_do_not_depend_on_other_services() {
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
                    .that(service.or(simpleName("LiveKitEvents")))
                    .and()
                    .doNotHaveFullyQualifiedName(each.getFullName())
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName(each.getFullName())
                    .check(module);
        }
    }

    @Test
    void what_is_public_is_final() {
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
    void nothing_is_kept_in_statics_but_constants() {
        fields().that().areStatic().should().beFinal().check(module);
    }
}

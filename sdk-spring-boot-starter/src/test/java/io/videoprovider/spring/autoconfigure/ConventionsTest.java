package io.videoprovider.spring.autoconfigure;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Conventions of Boot's auto-configurations. */
class ConventionsTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.videoprovider.spring");

    @Test
    void auto_configurations_are_public_final_and_named_by_convention() {
        classes()
                .that()
                .areAnnotatedWith(AutoConfiguration.class)
                .should()
                .bePublic()
                .andShould()
                .haveModifier(JavaModifier.FINAL)
                .andShould()
                .haveSimpleNameEndingWith("AutoConfiguration")
                .check(CLASSES);
    }

    @Test
    void bean_methods_are_package_private_and_have_no_class_condition() {
        methods()
                .that()
                .areAnnotatedWith(Bean.class)
                .should()
                .bePackagePrivate()
                .andShould()
                .notBeAnnotatedWith(ConditionalOnClass.class)
                .check(CLASSES);
    }

    @Test
    void other_types_are_package_private_unless_several_packages_share_them() {
        classes()
                .that()
                .resideInAPackage("..autoconfigure..")
                .and()
                .arePublic()
                .and()
                .areNotAnnotatedWith(AutoConfiguration.class)
                .should()
                .haveSimpleName("EndpointPath")
                .orShould()
                .haveSimpleName("VideoConfigurationException")
                .orShould()
                .haveSimpleName("WebhookProperties")
                .orShould()
                .haveSimpleName("Projects")
                .orShould()
                .haveSimpleName("ProvidersById")
                .check(CLASSES);
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching("io.videoprovider.spring.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void only_classes_that_are_loaded_with_the_events_module_depend_on_it() {
        noClasses()
                .that()
                .resideInAPackage("io.videoprovider.spring..")
                .and()
                .resideOutsideOfPackages("..autoconfigure.history", "..autoconfigure.inbox", "..autoconfigure.webhook")
                .and()
                .doNotHaveSimpleName("VideoEventHandler")
                .and()
                .doNotHaveSimpleName("EventMetricsConfiguration")
                .and()
                .doNotHaveSimpleName("WebhookConfiguration")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.videoprovider.history..", "io.videoprovider.inbox..", "io.videoprovider.invitation..")
                .check(CLASSES);
    }

    @Test
    void all_auto_configurations_are_listed() throws IOException {
        try (InputStream list = getClass()
                .getResourceAsStream(
                        "/META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports")) {
            assertThat(list).isNotNull();
            assertThat(new String(list.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .containsExactlyElementsOf(CLASSES.stream()
                            .filter(type -> type.isAnnotatedWith(AutoConfiguration.class))
                            .map(JavaClass::getName)
                            .sorted()
                            .toList());
        }
    }
}

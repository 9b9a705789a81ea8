package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.VideoProvider;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Ahead-of-time processing decides at build time which providers exist. Reports at build time which ones do not, and stops the start of
 * an application whose environment configures one of them.
 */
final class AheadOfTimeProviders implements BeanFactoryInitializationAotProcessor {

    private static final Logger log = LoggerFactory.getLogger(AheadOfTimeProviders.class);

    private static final String EMULATOR = "videoprovider.emulator";

    /** The vendors and the properties of which one must be set at build time. */
    @SuppressWarnings("ImmutableEnumChecker") // The values of the fields are immutable.
    private enum Vendor {
        LIVEKIT("io.videoprovider.livekit.LiveKitVideoProvider", Projects.LIVEKIT, OnVendorPropertyCondition.LIVEKIT),
        STREAM("io.videoprovider.stream.StreamVideoProvider", Projects.STREAM, OnVendorPropertyCondition.STREAM);

        private final String type;
        private final Projects projects;
        private final List<String> properties;

        Vendor(String type, Projects projects, List<String> properties) {
            this.type = type;
            this.projects = projects;
            this.properties = properties;
        }

        /** Returns the vendors whose module is on the class path. */
        static Stream<Vendor> present(ConfigurableListableBeanFactory beans) {
            return Arrays.stream(values())
                    .filter(vendor -> ClassUtils.isPresent(vendor.type, beans.getBeanClassLoader()));
        }

        /** Returns whether no bean is the provider of the unnamed project, or replaces it. */
        boolean isMissing(ConfigurableListableBeanFactory beans) {
            Class<?> provider = ClassUtils.resolveClassName(type, beans.getBeanClassLoader());
            return providers(beans)
                    .filter(name -> !isProject(name))
                    .map(beans::getType)
                    .filter(Objects::nonNull)
                    .noneMatch(bean -> provider.isAssignableFrom(bean) || bean == VideoProvider.class);
        }

        boolean hasProjects(ConfigurableListableBeanFactory beans) {
            return providers(beans).anyMatch(this::isProject);
        }

        private boolean isProject(String bean) {
            return bean.startsWith(projects.vendor() + "-");
        }

        private static Stream<String> providers(ConfigurableListableBeanFactory beans) {
            return Arrays.stream(
                    BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, VideoProvider.class, true, false));
        }
    }

    @Override
    public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
            ConfigurableListableBeanFactory beans) {
        Vendor.present(beans)
                .filter(vendor -> vendor.isMissing(beans) && !vendor.hasProjects(beans))
                .forEach(vendor -> log.warn(
                        "ahead-of-time processing leaves out {} and what depends on it, such as the webhook endpoint, because none"
                                + " of {} is set at build time. Set one of them in application.properties; the environment can"
                                + " override it at run time",
                        ClassUtils.getShortName(vendor.type),
                        String.join(", ", vendor.properties)));
        return null;
    }

    /** Fails if the environment configures a provider that does not exist because it was not configured at build time. */
    static BeanFactoryPostProcessor check(Environment environment) {
        return beans -> {
            if (AotDetector.useGeneratedArtifacts()) {
                Vendor.present(beans).forEach(vendor -> check(vendor, beans, environment));
            }
        };
    }

    private static void check(Vendor vendor, ConfigurableListableBeanFactory beans, Environment environment) {
        if (vendor.isMissing(beans)) {
            vendor.properties.stream()
                    .filter(environment::containsProperty)
                    .findFirst()
                    .ifPresent(property -> fail(vendor, property, "one of " + String.join(", ", vendor.properties)));
            if (!vendor.hasProjects(beans) && environment.getProperty(EMULATOR, boolean.class, false)) {
                fail(vendor, EMULATOR, "it");
            }
        }
        for (String name : vendor.projects.names(environment)) {
            if (!beans.containsBean(vendor.projects.id(name).value())) {
                String prefix = vendor.projects.prefix(name);
                fail(vendor, prefix + ".*", "one of " + prefix + ".url, .api-key, .api-secret");
            }
        }
    }

    private static void fail(Vendor vendor, String property, String cure) {
        throw new VideoConfigurationException(
                property + " is set, but was not when the application was processed ahead of time, so that its "
                        + ClassUtils.getShortName(vendor.type) + " does not exist.",
                "Set " + cure
                        + " at build time, for example in application.properties. The environment can override it at run"
                        + " time.");
    }
}

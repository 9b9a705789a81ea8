package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.error.ProviderId;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * The further projects of a vendor, with properties such as {@code videoprovider.livekit.eu.url}. The provider of the project {@code eu}
 * has the id {@code livekit-eu}, which is also the name of its bean.
 *
 * @param vendor the id of the vendor
 */
public record Projects(ProviderId vendor) {

    /** The projects of LiveKit. */
    public static final Projects LIVEKIT = new Projects(ProviderId.LIVEKIT);

    /** The projects of Stream. */
    public static final Projects STREAM = new Projects(ProviderId.STREAM);

    /** A project has at least one of them. */
    private static final Set<String> PROPERTIES = Set.of("url", "apikey", "apisecret");

    /** Returns the names of the projects, in the order of the property sources. */
    public List<String> names(Environment environment) {
        ConfigurationPropertyName prefix = ConfigurationPropertyName.of(prefix());
        Map<String, String> names = new LinkedHashMap<>();
        ConfigurationPropertySources.get(environment).forEach(source -> {
            if (source instanceof IterableConfigurationPropertySource properties) {
                properties.stream()
                        .filter(prefix::isAncestorOf)
                        .filter(Projects::isOfProject)
                        .forEach(name -> names.merge(
                                name.getElement(prefix.getNumberOfElements(), Form.UNIFORM),
                                name.getElement(prefix.getNumberOfElements(), Form.ORIGINAL),
                                // Environment variables have no dashes.
                                (one, other) -> one.length() >= other.length() ? one : other));
            }
        });
        names.values().forEach(this::check);
        return new ArrayList<>(names.values());
    }

    /** Returns whether the vendor has a project without a name: if it is configured, and by default if no other project is. */
    public boolean includeUnnamed(Environment environment) {
        return names(environment).isEmpty()
                || Stream.of("url", "api-key", "api-secret")
                        .anyMatch(property -> environment.containsProperty(prefix() + "." + property));
    }

    /** An environment variable such as {@code …_EU_API_KEY} has more elements. */
    private static boolean isOfProject(ConfigurationPropertyName name) {
        StringBuilder property = new StringBuilder();
        for (int i = 3; i < name.getNumberOfElements(); i++) {
            property.append(name.getElement(i, Form.UNIFORM));
        }
        return PROPERTIES.contains(property.toString());
    }

    private void check(String name) {
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*") || name.length() > 32) {
            throw new VideoConfigurationException(
                    "The project name in " + prefix(name) + ".* is invalid.",
                    "Use at most 32 lower-case letters, digits and single dashes, such as " + prefix("eu") + ".url.");
        }
    }

    /** Returns the settings of a project. */
    <T> T bind(Environment environment, String name, Class<T> type) {
        return Binder.get(environment).bindOrCreate(prefix(name), Bindable.of(type));
    }

    private String prefix() {
        return "videoprovider." + vendor;
    }

    /** Returns the prefix of the properties of a project. */
    String prefix(String name) {
        return prefix() + "." + name;
    }

    /** Returns the id of the provider of a project, which is also the name of its bean. */
    public ProviderId id(String name) {
        return new ProviderId(vendor + "-" + name);
    }

    /** Returns the name of the bean that replaces the connection properties of a project, if it exists. */
    public String connectionBean(String name) {
        return id(name) + "-connection";
    }
}

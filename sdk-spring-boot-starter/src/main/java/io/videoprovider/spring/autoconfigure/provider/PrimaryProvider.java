package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.VideoProvider;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.core.env.Environment;

/**
 * Makes the provider whose id is {@code videoprovider.primary} the primary bean. The id of a provider that the application declares is known
 * when the bean exists: if necessary, creates the providers before all other beans.
 */
final class PrimaryProvider implements BeanFactoryPostProcessor, InstantiationAwareBeanPostProcessor {

    private static final Map<String, String> VENDORS =
            Map.of("livekit", "liveKitVideoProvider", "stream", "streamVideoProvider");

    private final @Nullable String primary;
    private @Nullable ConfigurableListableBeanFactory undecided;

    PrimaryProvider(Environment environment) {
        this.primary = environment.getProperty("videoprovider.primary");
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        if (primary == null || primary.isBlank()) {
            return;
        }
        String name = VENDORS.getOrDefault(primary.toLowerCase(Locale.ROOT), primary);
        if (beans.containsBeanDefinition(name) && beans.isTypeMatch(name, VideoProvider.class)) {
            beans.getBeanDefinition(name).setPrimary(true);
        } else {
            undecided = beans;
        }
    }

    @Override
    public @Nullable Object postProcessBeforeInstantiation(Class<?> type, String name) {
        ConfigurableListableBeanFactory beans = undecided;
        if (beans != null) {
            // While the providers and what they need are created.
            undecided = null;
            try {
                decide(beans);
            } catch (BeanCreationException e) {
                if (!e.contains(BeanCurrentlyInCreationException.class)) {
                    throw e;
                }
                // A provider needs the bean that is about to be created: decide before the next one.
                undecided = beans;
            }
        }
        return null;
    }

    private void decide(ConfigurableListableBeanFactory beans) {
        Map<String, String> ids = new TreeMap<>();
        for (String name : beans.getBeanNamesForType(VideoProvider.class, true, false)) {
            String id = beans.getBean(name, VideoProvider.class).id().value();
            ids.put(id, name);
            if (id.equals(primary) && beans.containsBeanDefinition(name)) {
                beans.getBeanDefinition(name).setPrimary(true);
                beans.getMergedBeanDefinition(name).setPrimary(true);
                return;
            }
        }
        throw new VideoConfigurationException(
                "videoprovider.primary is " + primary + ", but "
                        + (ids.isEmpty() ? "no provider exists." : "the providers are " + ids.keySet() + "."),
                "Set videoprovider.primary to the id of a provider, such as livekit, stream or livekit-eu for"
                        + " videoprovider.livekit.eu.*, or remove it. Each vendor needs its module and its properties.");
    }
}

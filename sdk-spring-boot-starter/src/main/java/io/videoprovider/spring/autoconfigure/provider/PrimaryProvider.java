package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import io.videoprovider.spring.autoconfigure.provider.VideoProviderProperties.Vendor;
import java.util.Locale;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Makes the provider of {@code videoprovider.primary} the primary bean. */
record PrimaryProvider(Environment environment) implements BeanFactoryPostProcessor {

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        Vendor vendor = Binder.get(environment)
                .bind("videoprovider.primary", Vendor.class)
                .orElse(null);
        if (vendor == null) {
            return;
        }
        if (!beans.containsBeanDefinition(vendor.beanName)) {
            String name = vendor.name().toLowerCase(Locale.ROOT);
            throw new VideoConfigurationException(
                    "videoprovider.primary is " + name + ", but the bean " + vendor.beanName + " does not exist.",
                    "Add videoprovider-" + name + " and set videoprovider." + name
                            + ".*, or remove videoprovider.primary.");
        }
        beans.getBeanDefinition(vendor.beanName).setPrimary(true);
    }
}

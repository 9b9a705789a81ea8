package io.videoprovider.spring.autoconfigure;

import io.videoprovider.spring.autoconfigure.VideoProviderProperties.Vendor;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Makes the provider primary that {@code videoprovider.primary} names. */
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
            String name = vendor.name().toLowerCase(java.util.Locale.ROOT);
            throw new VideoConfigurationException(
                    "videoprovider.primary is " + name + ", and there is no bean " + vendor.beanName + ".",
                    "Add videoprovider-" + name + " and set videoprovider." + name
                            + ".*, or leave videoprovider.primary out.");
        }
        beans.getBeanDefinition(vendor.beanName).setPrimary(true);
    }
}

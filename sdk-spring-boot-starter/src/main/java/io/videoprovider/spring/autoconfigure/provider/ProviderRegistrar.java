package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.VideoProvider;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/** Registers a provider bean for each project of a vendor. */
abstract class ProviderRegistrar implements ImportBeanDefinitionRegistrar {

    private final Environment environment;
    private final Projects projects;
    private final Class<? extends VideoProvider> type;
    private final String factory;

    /**
     * Creates a registrar.
     *
     * @param factory the name of the bean whose method creates the provider of a project
     */
    ProviderRegistrar(Environment environment, Projects projects, Class<? extends VideoProvider> type, String factory) {
        this.environment = environment;
        this.projects = projects;
        this.type = type;
        this.factory = factory;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        for (String name : projects.names(environment)) {
            RootBeanDefinition provider = new RootBeanDefinition();
            provider.setTargetType(type);
            provider.setFactoryBeanName(factory);
            provider.setFactoryMethodName("project");
            provider.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
            provider.setDestroyMethodName(AbstractBeanDefinition.INFER_METHOD);
            registry.registerBeanDefinition(projects.id(name).value(), provider);
        }
    }
}

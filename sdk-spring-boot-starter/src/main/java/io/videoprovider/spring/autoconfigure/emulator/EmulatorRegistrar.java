package io.videoprovider.spring.autoconfigure.emulator;

import io.videoprovider.spring.autoconfigure.provider.Projects;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers an emulator and connection details for each named project of a vendor. They are not candidates of injection without a
 * qualifier.
 */
abstract class EmulatorRegistrar implements ImportBeanDefinitionRegistrar {

    private final Environment environment;
    private final Projects projects;
    private final Class<?> factory;

    /**
     * Creates a registrar.
     *
     * @param factory the class with the static methods {@code start} and {@code connection}
     */
    EmulatorRegistrar(Environment environment, Projects projects, Class<?> factory) {
        this.environment = environment;
        this.projects = projects;
        this.factory = factory;
    }

    /** Returns the name of the bean of an emulator. */
    static String emulatorBean(Projects projects, String name) {
        return projects.id(name) + "-emulator";
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        for (String name : projects.names(environment)) {
            String emulatorBean = emulatorBean(projects, name);
            RootBeanDefinition emulator = definition("start", "videoEmulatorWebhookTrust");
            emulator.setDestroyMethodName(AbstractBeanDefinition.INFER_METHOD);
            emulator.setDefaultCandidate(false);
            registry.registerBeanDefinition(emulatorBean, emulator);
            RootBeanDefinition connection = definition("connection", emulatorBean);
            connection.setAutowireCandidate(false);
            registry.registerBeanDefinition(projects.connectionBean(name), connection);
        }
    }

    private RootBeanDefinition definition(String method, String argument) {
        RootBeanDefinition definition = new RootBeanDefinition(factory);
        definition.setFactoryMethodName(method);
        definition.getConstructorArgumentValues().addIndexedArgumentValue(0, new RuntimeBeanReference(argument));
        return definition;
    }
}

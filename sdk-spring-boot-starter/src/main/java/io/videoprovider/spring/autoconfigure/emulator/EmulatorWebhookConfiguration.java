package io.videoprovider.spring.autoconfigure.emulator;

import jakarta.servlet.ServletContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Beans that deliver the webhooks of all emulators to the application. */
@Configuration(proxyBeanMethods = false)
class EmulatorWebhookConfiguration {

    @Bean
    WebhookTrust videoEmulatorWebhookTrust() {
        return new WebhookTrust();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(DispatcherServletPath.class)
    static class ServletConfiguration {

        @Bean
        WebhookBase videoEmulatorWebhookBase(ServletContext servlet, ObjectProvider<DispatcherServletPath> dispatcher) {
            DispatcherServletPath path = dispatcher.getIfAvailable();
            return new WebhookBase(servlet.getContextPath() + (path == null ? "" : path.getPrefix()));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class ReactiveConfiguration {

        @Bean
        WebhookBase videoEmulatorWebhookBase(Environment environment) {
            String path =
                    environment.getProperty("spring.webflux.base-path", "").strip();
            return new WebhookBase(path.isEmpty() || path.startsWith("/") ? path.replaceFirst("/$", "") : "/" + path);
        }
    }
}

package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.event.CallStarted;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.spring.VideoEventHandler;
import io.videoprovider.spring.autoconfigure.LiveKitWebhook;
import io.videoprovider.spring.autoconfigure.inbox.EventDispatchAutoConfiguration;
import io.videoprovider.spring.autoconfigure.inbox.InboxAutoConfiguration;
import io.videoprovider.spring.autoconfigure.webhook.WebhookAutoConfiguration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application that is processed ahead of time. It prints whether it has a webhook intake, and handles a webhook if it has. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    ProviderSettingsAutoConfiguration.class,
    LiveKitAutoConfiguration.class,
    StreamAutoConfiguration.class,
    InboxAutoConfiguration.class,
    EventDispatchAutoConfiguration.class,
    WebhookAutoConfiguration.class
})
public class AotApplication {

    /** Creates the configuration. */
    public AotApplication() {}

    /** Runs the application. */
    public static void main(String[] args) throws InterruptedException {
        try (ConfigurableApplicationContext app = new SpringApplicationBuilder(AotApplication.class)
                .web(WebApplicationType.NONE)
                .run(args)) {
            if (app.getBeanNamesForType(WebhookIntake.class).length == 0) {
                System.out.println("no intake");
            } else {
                LiveKitWebhook.roomStarted("consult").receive(app);
                System.out.println(
                        app.getBean(CountDownLatch.class).await(30, TimeUnit.SECONDS) ? "handled" : "not handled");
            }
        }
    }

    @Bean
    CountDownLatch handled() {
        return new CountDownLatch(1);
    }

    @Bean
    VideoEventHandler<CallStarted> handler(CountDownLatch handled) {
        return event -> handled.countDown();
    }
}

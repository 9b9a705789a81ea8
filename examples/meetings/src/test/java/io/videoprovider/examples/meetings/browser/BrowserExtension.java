package io.videoprovider.examples.meetings.browser;

import io.videoprovider.examples.meetings.RunningMeetings;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts one application and one browser per person for all tests of a process, and closes the pages after each test. */
final class BrowserExtension implements ParameterResolver, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(BrowserExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Browsers.class || type == RunningMeetings.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Browsers.class ? browsers(context) : application(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        browsers(context).closePages(context.getExecutionException().isPresent() ? context.getDisplayName() : null);
    }

    private static Browsers browsers(ExtensionContext context) {
        return store(context)
                .computeIfAbsent(Browsers.class, type -> new Browsers(application(context)), Browsers.class);
    }

    private static RunningMeetings application(ExtensionContext context) {
        return store(context).computeIfAbsent(RunningMeetings.class, type -> Servers.shared(), RunningMeetings.class);
    }

    private static Store store(ExtensionContext context) {
        // The root context is that of one class if there are several processes.
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE);
    }
}

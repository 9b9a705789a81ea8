package io.videoprovider.spi;

import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.error.Check;
import java.util.HashSet;
import java.util.Set;

/** Compares the options of a get-or-create request with a call that existed before, for {@link Call#ignoredOptions}. */
public final class IgnoredOptions {

    private IgnoredOptions() {}

    /** Returns the names of the requested options that the call does not have. */
    public static Set<String> of(CallRequest request, Call call) {
        Check.notNull("request", request);
        Check.notNull("call", call);
        Set<String> ignored = new HashSet<>();
        if (request.title() != null && !request.title().equals(call.title())) {
            ignored.add("title");
        }
        if (request.startsAt() != null && !request.startsAt().equals(call.startsAt())) {
            ignored.add("startsAt");
        }
        if (!call.custom().entrySet().containsAll(request.custom().entrySet())) {
            ignored.add("custom");
        }
        if (request.maxParticipants() != null && !request.maxParticipants().equals(call.maxParticipants())) {
            ignored.add("maxParticipants");
        }
        return ignored;
    }
}

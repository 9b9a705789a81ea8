package io.videoprovider.livekit;

import io.videoprovider.token.Permission;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What LiveKit calls the sources of tracks, and which permission each needs. Names in lower case, as tokens have them. */
final class PublishSources {

    /** Every source there is; LiveKit says the same with an empty list. */
    static final Set<String> ALL = named(EnumSet.allOf(Permission.class));

    private static final Set<Permission> OPENING =
            EnumSet.of(Permission.PUBLISH_AUDIO, Permission.PUBLISH_VIDEO, Permission.PUBLISH_SCREEN);

    private PublishSources() {}

    /** The sources that a permission opens; none for permissions of other things. */
    static List<String> of(Permission permission) {
        return switch (permission) {
            case PUBLISH_AUDIO -> List.of("microphone");
            case PUBLISH_VIDEO -> List.of("camera");
            case PUBLISH_SCREEN -> List.of("screen_share", "screen_share_audio");
            case PUBLISH_DATA, SUBSCRIBE, UPDATE_OWN_METADATA, MODERATE -> List.of();
        };
    }

    static Set<String> of(Set<Permission> permissions) {
        // What nearly every token has.
        return permissions.containsAll(OPENING) ? ALL : named(permissions);
    }

    private static Set<String> named(Set<Permission> permissions) {
        Set<String> sources = new LinkedHashSet<>();
        // In the order of the enum, so that the same permissions always write the same token.
        Arrays.stream(Permission.values())
                .filter(permissions::contains)
                .forEach(permission -> sources.addAll(of(permission)));
        return Collections.unmodifiableSet(sources);
    }
}

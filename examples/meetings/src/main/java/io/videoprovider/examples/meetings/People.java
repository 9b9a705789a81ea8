package io.videoprovider.examples.meetings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

/** Names of users: those of the properties, and those who have signed in since the start. Thread-safe. */
@Component
class People {

    private static final int MAX_USERS = 10_000;

    /** A user; the name is for display only. */
    record Person(String id, String name) {}

    private final Map<String, String> names = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MAX_USERS;
        }
    });

    People(MeetingsProperties properties) {
        properties.users().forEach(user -> names.put(user.id(), user.name()));
    }

    /** Returns the signed-in user; null if there is none. Public for {@link SignedIn}. */
    public @Nullable Person of(Authentication user) {
        if (user instanceof AnonymousAuthenticationToken) {
            return null;
        }
        String id = user.getName();
        if (user.getPrincipal() instanceof OidcUser oidc && oidc.getFullName() != null) {
            names.put(id, Text.name(oidc.getFullName()));
        } else {
            names.putIfAbsent(id, id);
        }
        return find(id);
    }

    Person find(String id) {
        return new Person(id, names.getOrDefault(id, id));
    }

    boolean exists(String id) {
        return names.containsKey(id);
    }

    List<Person> all() {
        synchronized (names) {
            return names.entrySet().stream()
                    .map(entry -> new Person(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }
}

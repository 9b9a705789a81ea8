package io.videoprovider.call;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.feature.Feature;
import java.util.Collection;

/**
 * Manages the members of a call: the users who are invited to it. Thread-safe. An optional feature: {@code
 * video.require(Members.class)}.
 */
public interface Members extends Feature {

    /**
     * Returns all members, whether they are connected or not.
     *
     * @throws NotFoundException if the call does not exist
     */
    Page<Member> list(CallId call);

    /**
     * Adds members, or changes the role of existing ones. Creates users that do not exist yet.
     *
     * @throws NotFoundException if the call does not exist
     */
    void add(CallId call, Collection<Member> members);

    /**
     * Removes members. Users who are not members are ignored. Connected participants stay connected.
     *
     * @throws NotFoundException if the call does not exist
     */
    void remove(CallId call, Collection<String> userIds);
}

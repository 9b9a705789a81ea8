package io.videoprovider.call;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.feature.Feature;
import java.util.Collection;

/** Who is invited to a call. Thread-safe. */
public interface Members extends Feature {

    /**
     * Everyone who is invited, whether they are in the call or not.
     *
     * @throws NotFoundException if the provider knows no such call
     */
    Page<Member> list(CallId call);

    /**
     * Invites people, or changes the role of who is invited already. Who is no user of the provider yet becomes one.
     *
     * @throws NotFoundException if the provider knows no such call
     */
    void add(CallId call, Collection<Member> members);

    /**
     * Takes invitations back; who has none is no error. It puts nobody out.
     *
     * @throws NotFoundException if the provider knows no such call
     */
    void remove(CallId call, Collection<String> userIds);
}

package io.videoprovider.user;

import io.videoprovider.call.DeleteMode;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.feature.Feature;

/**
 * Manages the users that the provider stores, with the names and pictures that other participants see. Thread-safe. An optional feature:
 * {@code video.require(Users.class)}. A provider that stores no users reads the name from the join token.
 *
 * <p>The provider creates users as well when a call or a token names them; only users with a name, a picture, a role or custom data
 * need this interface.
 */
public interface Users extends Feature {

    /**
     * Creates a user, or changes an existing one. Values that the request does not set stay as they are.
     *
     * @return the user after the change
     */
    User upsert(UserRequest request);

    /**
     * Returns a user, also a deactivated one.
     *
     * @throws NotFoundException if the user does not exist
     */
    User get(String userId);

    /**
     * Deactivates a user, who can no longer connect until {@link #reactivate}. The user's data is kept. Does nothing if the user is
     * deactivated already.
     *
     * @throws NotFoundException if the user does not exist
     */
    void deactivate(String userId);

    /**
     * Lets a deactivated user connect again. Does nothing if the user is not deactivated.
     *
     * @throws NotFoundException if the user does not exist
     */
    void reactivate(String userId);

    /**
     * Deletes a user. The deletion may continue after this method returns. Does nothing if the user does not exist.
     *
     * @param mode {@code SOFT} keeps the user's data at the provider; {@code HARD} deletes it, with the user's messages
     */
    void delete(String userId, DeleteMode mode);
}

package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.VideoException;
import io.videoprovider.stream.client.StreamClient;
import java.util.List;

/** Updates the members of a call in requests of at most {@link StreamClient#BATCH}. */
final class MemberBatches {

    private MemberBatches() {}

    /**
     * Sends the members from an index on.
     *
     * @param field {@code update_members} or {@code remove_members}
     * @param first the number of members that an earlier request has sent
     * @throws ProviderException if a request fails after an earlier one succeeded
     */
    static void send(StreamClient client, CallId call, String field, List<?> members, int first) {
        for (int from = first; from < members.size(); from += StreamClient.BATCH) {
            List<?> batch = members.subList(from, Math.min(members.size(), from + StreamClient.BATCH));
            try {
                client.calls()
                        .updateMembers(call, Json.builder().put(field, batch).build());
            } catch (VideoException failure) {
                if (from == 0) {
                    throw failure;
                }
                // The operation took effect in part, whether or not this request did.
                throw new ProviderException(
                        "only the first " + from + " of " + members.size() + " members were updated",
                        failure.details().withOutcomeUnknown(true),
                        failure);
            }
        }
    }
}

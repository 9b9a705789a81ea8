package io.videoprovider.stream;

import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.VideoException;
import io.videoprovider.stream.client.StreamClient;
import java.util.List;
import java.util.function.UnaryOperator;

/** Updates the members of a call or channel in requests of at most {@link StreamClient#BATCH}. */
final class MemberBatches {

    private MemberBatches() {}

    /**
     * Sends the members from an index on.
     *
     * @param field {@code update_members}, {@code add_members} or {@code remove_members}
     * @param first the number of members that an earlier request has sent
     * @param update sends one request
     * @return the response to the last request; empty if there was none
     * @throws ProviderException if a request fails after an earlier one succeeded
     */
    static Json send(String field, List<?> members, int first, UnaryOperator<Json> update) {
        Json response = Json.EMPTY;
        for (int from = first; from < members.size(); from += StreamClient.BATCH) {
            List<?> batch = members.subList(from, Math.min(members.size(), from + StreamClient.BATCH));
            try {
                response = update.apply(Json.builder().put(field, batch).build());
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
        return response;
    }
}

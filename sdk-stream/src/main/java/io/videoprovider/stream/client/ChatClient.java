package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import java.util.Collection;
import java.util.List;
import okhttp3.HttpUrl;

/**
 * Operations on the channels of Stream Chat, with Stream's names. Sent to {@code chat.stream-io-api.com} if the base URL is Stream's host
 * for video, otherwise to the base URL. {@link StreamClient#chat} returns it. Thread-safe.
 */
public final class ChatClient {

    private final StreamTransport transport;

    ChatClient(StreamTransport transport) {
        this.transport = transport;
    }

    /**
     * {@code GetOrCreateChannel}.
     *
     * @param request {@code data} with {@code created_by_id}, which a new channel requires, {@code members}, at most 100 who must be
     *     users, {@code custom}, {@code team}; also {@code members} and {@code messages} with limits
     * @return {@code channel}, {@code members}, {@code messages}, …
     */
    public Json getOrCreateChannel(String type, String id, Json request) {
        return transport.call(StreamOperation.GET_OR_CREATE_CHANNEL, Check.notNull("request", request), type, id);
    }

    /**
     * {@code GetChannel}.
     *
     * @return {@code channel}, {@code members}, …
     * @throws NotFoundException if the channel does not exist
     */
    public Json getChannel(String type, String id) {
        return transport.call(StreamOperation.GET_CHANNEL, null, type, id);
    }

    /**
     * {@code UpdateChannel}. Rejects {@code message}, with which the request could not be repeated: use {@link StreamClient#request}.
     *
     * @param changes {@code add_members} and {@code remove_members}, at most 100 of each, {@code assign_roles}, {@code data}, …
     * @return {@code channel} and {@code members}
     * @throws NotFoundException if the channel does not exist
     */
    public Json updateChannel(String type, String id, Json changes) {
        if (Check.notNull("changes", changes).has("message")) {
            throw new InvalidRequestException(
                    "message", "must not be set: a request that sends a message is not idempotent; use request()");
        }
        return transport.call(StreamOperation.UPDATE_CHANNEL, changes, type, id);
    }

    /**
     * {@code DeleteChannel}. A hard delete also deletes the messages, and is possible after a soft one. Neither can be undone. Also
     * succeeds if an earlier attempt deleted the channel and its response was lost.
     *
     * @throws NotFoundException if the channel does not exist
     */
    public void deleteChannel(String type, String id, boolean hard) {
        HttpUrl target = transport
                .target(StreamOperation.DELETE_CHANNEL, type, id)
                .addQueryParameter("hard_delete", Boolean.toString(hard))
                .build();
        transport.delete(StreamOperation.DELETE_CHANNEL, target);
    }

    /**
     * {@code DeleteChannels}. The deletion continues after the response, see {@link StreamClient#awaitTask}.
     *
     * @param cids the channels, in the form {@code type:id}, 1 to 100
     * @return {@code task_id}, and {@code result} with a {@code status} for each channel
     */
    public Json deleteChannels(Collection<String> cids, boolean hard) {
        List<String> all = Check.listOf("cids", cids);
        Check.between("number of cids", all.size(), 1, StreamClient.BATCH);
        all.forEach(cid -> Check.id("cid", cid, 256));
        Json body = Json.builder().put("cids", all).put("hard_delete", hard).build();
        return transport.call(StreamOperation.DELETE_CHANNELS, body);
    }
}

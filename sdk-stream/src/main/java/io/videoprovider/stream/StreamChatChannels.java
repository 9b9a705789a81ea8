package io.videoprovider.stream;

import io.videoprovider.call.DeleteMode;
import io.videoprovider.chat.ChatChannel;
import io.videoprovider.chat.ChatChannels;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.spi.JsonTimes;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.stream.client.StreamUserId;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Channels of Stream Chat, each the twin of a call of Stream Video. */
final class StreamChatChannels implements ChatChannels {

    private static final int MAX_ID = 64;

    /** Channel ids permit also {@code !}, which separates the type of a call from its id here. */
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]+");

    private final StreamClient client;
    private final StreamUsers users;
    private final String serverUser;
    private final String channelType;
    private final Capabilities capabilities;

    StreamChatChannels(
            StreamClient client, StreamUsers users, String serverUser, String channelType, Capabilities capabilities) {
        this.client = client;
        this.users = users;
        this.serverUser = serverUser;
        this.channelType = channelType;
        this.capabilities = capabilities;
    }

    /** Returns the id of a call's channel: that of the call, after its type unless that is the default. */
    private String channelId(CallId call) {
        CallMapper.checked(call, capabilities);
        boolean defaultType = call.type().equals(CallId.DEFAULT_TYPE);
        if (!ID.matcher(call.id()).matches()
                || (!defaultType && !ID.matcher(call.type()).matches())) {
            throw new InvalidRequestException(
                    "call id", "must contain only a-z, A-Z, 0-9, _ and - for a chat channel on Stream");
        }
        String id = defaultType ? call.id() : call.type() + "!" + call.id();
        return Check.atMost("call id for a chat channel, with its type", id, MAX_ID);
    }

    private static List<String> checked(Collection<String> userIds) {
        return Check.<String>listOf("userIds", userIds).stream()
                .map(id -> StreamUserId.check("userId", id))
                .distinct()
                .toList();
    }

    @Override
    public ChatChannel getOrCreate(CallId call, Collection<String> userIds) {
        String id = channelId(call);
        List<String> members = checked(userIds);
        Json data = Json.builder()
                .put("created_by_id", serverUser)
                .putIfNotEmpty("members", json(members.subList(0, Math.min(members.size(), StreamClient.BATCH))))
                .build();
        Json body = Json.builder().put("data", data).build();
        Json state = users.ensure(members, () -> client.chat().getOrCreateChannel(channelType, id, body));
        // Stream ignores the members in the request if the channel exists.
        Set<String> present = new HashSet<>();
        state.objects("members").forEach(member -> present.add(member.string("user_id")));
        List<String> missing =
                members.stream().filter(member -> !present.contains(member)).toList();
        Json channel = addMembers(id, missing);
        return channel(call, channel.has("cid") ? channel : state.object("channel"));
    }

    private static List<Json> json(List<String> userIds) {
        return userIds.stream()
                .map(id -> Json.builder().put("user_id", id).build())
                .toList();
    }

    private static ChatChannel channel(CallId call, Json channel) {
        return new ChatChannel(
                channel.string("cid"),
                call,
                (int) Math.max(0, Math.min(Integer.MAX_VALUE, channel.number("member_count"))),
                JsonTimes.since1970(channel, "created_at", ChronoUnit.NANOS),
                channel);
    }

    @Override
    public void add(CallId call, Collection<String> userIds) {
        String id = channelId(call);
        List<String> members = checked(userIds);
        Json unused = addMembers(id, members);
    }

    @Override
    public void remove(CallId call, Collection<String> userIds) {
        String id = channelId(call);
        Json unused = MemberBatches.send(
                "remove_members",
                checked(userIds),
                0,
                changes -> client.chat().updateChannel(channelType, id, changes));
    }

    /** Returns the channel after the last request; empty without members. */
    private Json addMembers(String id, List<String> userIds) {
        return MemberBatches.send(
                        "add_members",
                        json(userIds),
                        0,
                        changes -> users.ensure(userIds, () -> client.chat().updateChannel(channelType, id, changes)))
                .object("channel");
    }

    @Override
    public void delete(CallId call, DeleteMode mode) {
        String id = channelId(call);
        try {
            client.chat().deleteChannel(channelType, id, Check.notNull("mode", mode) == DeleteMode.HARD);
        } catch (NotFoundException deletedAlready) {
            // the intended result
        }
    }
}

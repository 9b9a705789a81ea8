package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.call.DeleteMode;
import io.videoprovider.chat.ChatChannel;
import io.videoprovider.chat.ChatChannels;
import io.videoprovider.common.CallId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

abstract class ChatChannelsContract extends ServiceContract {

    ChatChannelsContract(VideoProviderContract fixture) {
        super(fixture);
    }

    @Test
    void a_channel_is_created_once_and_its_members_add_up() {
        ChatChannels channels = assumeFeature(ChatChannels.class);
        CallId call = CallId.random("contract");

        ChatChannel created = channels.getOrCreate(call, List.of("carol-" + call.id()));
        assertThat(created.call()).isEqualTo(call);
        assertThat(created.memberCount()).isEqualTo(1);

        ChatChannel again = channels.getOrCreate(call, List.of("carol-" + call.id(), "dave-" + call.id()));
        assertThat(again.id()).isEqualTo(created.id());
        assertThat(again.memberCount()).isEqualTo(2);
    }

    @Test
    void members_are_added_and_removed() {
        ChatChannels channels = assumeFeature(ChatChannels.class);
        CallId call = CallId.random("contract");
        channels.getOrCreate(call, List.of());

        channels.add(call, List.of("carol-" + call.id(), "dave-" + call.id()));
        channels.add(call, List.of("carol-" + call.id()));
        channels.add(call, List.of());
        assertThat(channels.getOrCreate(call, List.of()).memberCount()).isEqualTo(2);

        channels.remove(call, List.of("carol-" + call.id(), "erin-" + call.id()));
        assertThat(channels.getOrCreate(call, List.of()).memberCount()).isEqualTo(1);
    }

    @Test
    void more_members_than_one_request_carries_are_added() {
        ChatChannels channels = assumeFeature(ChatChannels.class);
        CallId call = CallId.random("contract");
        List<String> many = IntStream.range(0, 205)
                .mapToObj(i -> "user-" + i + "-" + call.id())
                .toList();

        assertThat(channels.getOrCreate(call, many).memberCount()).isEqualTo(205);
        channels.remove(call, many.subList(0, 104));
        assertThat(channels.getOrCreate(call, List.of()).memberCount()).isEqualTo(101);
    }

    @ParameterizedTest
    @EnumSource(DeleteMode.class)
    void a_deleted_channel_is_empty_when_it_is_created_again(DeleteMode mode) {
        ChatChannels channels = assumeFeature(ChatChannels.class);
        CallId call = CallId.random("contract");
        channels.getOrCreate(call, List.of("carol-" + call.id()));

        channels.delete(call, mode);
        channels.delete(call, mode);

        notFound(() -> channels.add(call, List.of("carol-" + call.id())));
        notFound(() -> channels.remove(call, List.of("carol-" + call.id())));
        assertThat(channels.getOrCreate(call, List.of()).memberCount()).isZero();
    }

    @Test
    void calls_of_different_types_have_different_channels() {
        ChatChannels channels = assumeFeature(ChatChannels.class);
        CallId call = CallId.of(CallId.random("c").id().substring(0, 20));
        CallId other = CallId.of("livestream", call.id());

        ChatChannel first = channels.getOrCreate(call, List.of());
        ChatChannel second = channels.getOrCreate(other, List.of());

        assertThat(second.id()).isNotEqualTo(first.id());
    }
}

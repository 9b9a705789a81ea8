package io.videoprovider.examples.meetings;

import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.examples.meetings.LiveMeeting.ChatMessage;
import io.videoprovider.examples.meetings.People.Person;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Chat and reactions of participants and viewers. The rules are applied here; tokens do not permit to send data past them. */
@RestController
@RequestMapping("/api/meetings/{id}")
class ChatController {

    static final int MAX_LENGTH = 500;
    private static final int MAX_SLOW_MODE_SECONDS = 300;
    private static final Set<String> REACTIONS =
            Set.of("heart", "like", "fire", "clap", "laugh", "wow", "sad", "angry");

    private final Meetings meetings;
    private final Events events;

    ChatController(Meetings meetings, Events events) {
        this.meetings = meetings;
        this.events = events;
    }

    /** A message to send. */
    record NewMessage(@Nullable String text) {}

    /** The chat so far. */
    record Chat(List<ChatMessage> messages, long slowModeSeconds) {}

    /** Time between two messages of a user. */
    record SlowMode(int seconds) {}

    /** One of the eight reactions. */
    record Reaction(@Nullable String kind) {}

    @GetMapping("/chat")
    Chat chat(@PathVariable String id, @SignedIn Person user) {
        LiveMeeting live = meetings.live(meetings.watch(id, user, null));
        return new Chat(live.chat(), live.slowMode().toSeconds());
    }

    @PostMapping("/chat")
    @ResponseStatus(HttpStatus.CREATED)
    ChatMessage send(@PathVariable String id, @RequestBody NewMessage message, @SignedIn Person user) {
        Meeting meeting = meetings.watch(id, user, null);
        String text = Text.lines("text", message.text(), MAX_LENGTH);
        ChatMessage sent = meetings.live(meeting).send(user, text, meeting.isHost(user.id()), meetings.now());
        events.toMeeting(meeting, "chat", Map.of("message", sent));
        return sent;
    }

    @DeleteMapping("/chat/{message}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id, @PathVariable String message, @SignedIn Person user) {
        Meeting meeting = meetings.watch(id, user, null);
        LiveMeeting live = meetings.live(meeting);
        if (!live.message(message).userId().equals(user.id()) && !meeting.isHost(user.id())) {
            throw ApiException.notHost();
        }
        live.delete(message);
        events.toMeeting(meeting, "chat-deleted", Map.of("messageId", message));
    }

    @PutMapping("/chat/{message}/pin")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void pin(@PathVariable String id, @PathVariable String message, @SignedIn Person user) {
        pin(id, message, user, true);
    }

    @DeleteMapping("/chat/{message}/pin")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unpin(@PathVariable String id, @PathVariable String message, @SignedIn Person user) {
        pin(id, message, user, false);
    }

    private void pin(String id, String message, Person user, boolean pinned) {
        Meeting meeting = meetings.host(id, user);
        meetings.live(meeting).pin(message, pinned);
        events.toMeeting(meeting, "chat-pinned", Map.of("messageId", message, "pinned", pinned));
    }

    @PutMapping("/chat/slow-mode")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void slowMode(@PathVariable String id, @RequestBody SlowMode mode, @SignedIn Person user) {
        Meeting meeting = meetings.host(id, user);
        if (mode.seconds() < 0 || mode.seconds() > MAX_SLOW_MODE_SECONDS) {
            throw new InvalidRequestException(
                    "seconds", "must be between 0 and " + MAX_SLOW_MODE_SECONDS + ", was " + mode.seconds());
        }
        meetings.live(meeting).slowMode(Duration.ofSeconds(mode.seconds()));
        events.toMeeting(meeting, "slow-mode", Map.of("seconds", mode.seconds()));
    }

    @PostMapping("/reactions")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void react(@PathVariable String id, @RequestBody Reaction reaction, @SignedIn Person user) {
        Meeting meeting = meetings.watch(id, user, null);
        if (reaction.kind() == null || !REACTIONS.contains(reaction.kind())) {
            throw new InvalidRequestException("kind", "must be one of " + String.join(", ", REACTIONS));
        }
        events.toMeeting(
                meeting, "reaction", Map.of("kind", reaction.kind(), "userId", user.id(), "name", user.name()));
    }
}

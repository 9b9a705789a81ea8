package io.videoprovider.examples.meetings;

import io.videoprovider.examples.meetings.People.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** What this instance knows of a running meeting and a restart may lose: chat, viewers, indicators. Thread-safe. */
final class LiveMeeting {

    private static final int MAX_MESSAGES = 200;

    /** A message in the chat. */
    record ChatMessage(String id, String userId, String name, String text, Instant sentAt, boolean pinned) {}

    private final Map<String, ChatMessage> chat = new LinkedHashMap<>();
    private final Map<String, Instant> lastSent = new HashMap<>();
    private final Set<String> viewers = new HashSet<>();
    private Duration slowMode = Duration.ZERO;
    private boolean recording;
    private boolean captions;
    private @Nullable String broadcast;
    private int peakViewers;

    /** Adds a message. In slow mode, users other than hosts must wait between messages. */
    synchronized ChatMessage send(Person user, String text, boolean host, Instant now) {
        Instant last = lastSent.get(user.id());
        if (last != null && !host && now.isBefore(last.plus(slowMode))) {
            Duration wait = Duration.between(now, last.plus(slowMode));
            throw new ApiException(
                            HttpStatus.TOO_MANY_REQUESTS, "slow-mode", "slow mode is on: wait before you write again")
                    .retryAfter(wait);
        }
        lastSent.put(user.id(), now);
        ChatMessage message = new ChatMessage(UUID.randomUUID().toString(), user.id(), user.name(), text, now, false);
        chat.put(message.id(), message);
        if (chat.size() > MAX_MESSAGES) {
            // Pinned messages stay longest.
            chat.remove(chat.values().stream()
                    .filter(old -> !old.pinned())
                    .findFirst()
                    .orElse(message)
                    .id());
        }
        return message;
    }

    synchronized List<ChatMessage> chat() {
        return List.copyOf(chat.values());
    }

    synchronized ChatMessage message(String id) {
        return Optional.ofNullable(chat.get(id)).orElseThrow(() -> ApiException.notFound("the message"));
    }

    synchronized void delete(String id) {
        chat.remove(message(id).id());
    }

    synchronized void pin(String id, boolean pinned) {
        ChatMessage message = message(id);
        chat.put(id, new ChatMessage(id, message.userId(), message.name(), message.text(), message.sentAt(), pinned));
    }

    /** Deletes the messages and turns slow mode off, for the next guests of a personal room. */
    synchronized void clearChat() {
        chat.clear();
        lastSent.clear();
        slowMode = Duration.ZERO;
    }

    synchronized Duration slowMode() {
        return slowMode;
    }

    synchronized void slowMode(Duration between) {
        slowMode = between;
    }

    synchronized void admitViewer(String user) {
        viewers.add(user);
    }

    synchronized boolean watching(String user) {
        return viewers.contains(user);
    }

    synchronized boolean recording() {
        return recording;
    }

    synchronized void recording(boolean on) {
        recording = on;
    }

    synchronized boolean captions() {
        return captions;
    }

    synchronized void captions(boolean on) {
        captions = on;
    }

    synchronized boolean broadcasting() {
        return broadcast != null;
    }

    synchronized void broadcast(@Nullable String id) {
        if (id == null) {
            peakViewers = 0;
        }
        broadcast = id;
    }

    /** Returns the largest number of viewers so far, with the current one. */
    synchronized int peakViewers(int current) {
        peakViewers = Math.max(peakViewers, current);
        return peakViewers;
    }
}

package io.videoprovider.examples.meetings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.VideoException;
import io.videoprovider.examples.meetings.People.Person;
import io.videoprovider.message.Messages;
import io.videoprovider.resilience.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends events to pages: as server-sent events to those that are connected to this instance, and as messages of the provider to all
 * participants of a call, whatever instance they use. A page shows each id once. Thread-safe.
 */
@Component
class Events {

    private static final Logger log = LoggerFactory.getLogger(Events.class);
    private static final String TOPIC = "meeting";
    private static final int MAX_STREAMS_OF_USER = 10;
    private static final int MAX_WAITING = 256;
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final @Nullable Messages messages;
    private final JsonMapper json;
    private final List<Stream> streams = new CopyOnWriteArrayList<>();
    private final ExecutorService writers = Executors.newCachedThreadPool();

    /** One thread, so that messages of a meeting stay in order. */
    private final ThreadPoolExecutor relay =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(10_000));

    private volatile boolean closed;

    Events(VideoProvider video, JsonMapper json) {
        this.messages = video.with(RequestOptions.builder().deadline(DEADLINE).build())
                .feature(Messages.class)
                .orElse(null);
        this.json = json;
    }

    /**
     * Opens a stream of events.
     *
     * @param meeting the meeting whose events are included; null for none
     * @param viewer whether the user watches the live stream, and is not in the meeting
     * @param closed called once, after the stream has ended
     */
    SseEmitter open(Person user, @Nullable CallId meeting, boolean viewer, Runnable closed) {
        if (streams.stream().filter(stream -> stream.user.equals(user.id())).count() >= MAX_STREAMS_OF_USER) {
            throw new ApiException(HttpStatus.TOO_MANY_REQUESTS, "rate-limit", "too many tabs are open");
        }
        Stream stream = new Stream(user.id(), meeting, viewer, closed);
        streams.add(stream);
        stream.emitter.onCompletion(stream::gone);
        stream.send(SseEmitter.event().comment("connected"));
        return stream.emitter;
    }

    /** Sends an event to everyone in a meeting, and to the viewers of its live stream. */
    void toMeeting(Meeting meeting, String type, Map<String, ?> fields) {
        String event = event(meeting.call(), type, fields);
        toStreams(event, stream -> meeting.call().equals(stream.meeting));
        // A message to a call without participants waits for seconds on LiveKit.
        if (messages != null && meeting.entry().openSessions() > 0 && !closed) {
            relay(() -> messages.send(meeting.call(), TOPIC, event.getBytes(UTF_8)));
        }
    }

    /** Sends an event to all pages of a user. */
    void toUser(String user, String type, Map<String, ?> fields) {
        toStreams(event(null, type, fields), stream -> stream.user.equals(user));
    }

    /** Ends the streams that a user has of a meeting. */
    void disconnect(CallId meeting, String user) {
        streams.stream()
                .filter(stream -> stream.user.equals(user) && meeting.equals(stream.meeting))
                .forEach(Stream::end);
    }

    boolean online(String user) {
        return streams.stream().anyMatch(stream -> stream.user.equals(user));
    }

    /** Returns whether the user has a page of a meeting open. */
    boolean inMeeting(CallId meeting, String user) {
        return streams.stream()
                .anyMatch(stream -> !stream.viewer && stream.user.equals(user) && meeting.equals(stream.meeting));
    }

    int viewers(CallId meeting) {
        return (int) streams.stream()
                .filter(stream -> stream.viewer && meeting.equals(stream.meeting))
                .map(stream -> stream.user)
                .distinct()
                .count();
    }

    /** Finds connections that are gone, and keeps proxies from closing idle ones. */
    @Scheduled(fixedRate = 15, timeUnit = TimeUnit.SECONDS)
    void keepAlive() {
        streams.forEach(stream -> stream.send(SseEmitter.event().comment("")));
    }

    private String event(@Nullable CallId meeting, String type, Map<String, ?> fields) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("id", UUID.randomUUID().toString());
        event.put("type", type);
        if (meeting != null) {
            event.put("meeting", meeting.id());
        }
        event.putAll(fields);
        return json.writeValueAsString(event);
    }

    private void toStreams(String event, Predicate<Stream> receivers) {
        if (closed) {
            return;
        }
        streams.stream()
                .filter(receivers)
                .forEach(stream -> stream.send(SseEmitter.event().data(event, MediaType.TEXT_PLAIN)));
    }

    private void relay(Runnable send) {
        if (relay.getQueue().remainingCapacity() == 0) {
            log.warn("events arrive faster than the provider accepts messages: one is not relayed");
            return;
        }
        relay.execute(() -> {
            try {
                send.run();
            } catch (NotFoundException e) {
                log.debug("no participant is connected to receive the event", e);
            } catch (VideoException e) {
                if (!closed) {
                    log.warn("the event was not relayed to participants", e);
                }
            }
        });
    }

    /** Before the web server stops, which would wait for the streams. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        closed = true;
        streams.forEach(Stream::end);
        relay.getQueue().clear();
        relay.shutdown();
        writers.shutdown();
    }

    /** A connected page. Events wait in a queue, so that a slow client does not delay others. */
    private final class Stream {

        private final String user;
        private final @Nullable CallId meeting;
        private final boolean viewer;
        private final Runnable closed;
        private final SseEmitter emitter = new SseEmitter(0L);
        private final Queue<Write> waiting = new ArrayDeque<>();
        private boolean ended;
        private boolean writing;

        Stream(String user, @Nullable CallId meeting, boolean viewer, Runnable closed) {
            this.user = user;
            this.meeting = meeting;
            this.viewer = viewer;
            this.closed = closed;
        }

        synchronized void send(SseEmitter.SseEventBuilder event) {
            if (waiting.size() >= MAX_WAITING) {
                // The page connects again and reloads.
                waiting.clear();
                end();
                return;
            }
            add(emitter -> emitter.send(event));
        }

        /** Ends the stream after the events that wait: the last one says why. */
        synchronized void end() {
            add(SseEmitter::complete);
            ended = true;
        }

        private void add(Write write) {
            if (ended) {
                return;
            }
            waiting.add(write);
            if (!writing) {
                writing = true;
                writers.execute(this::write);
            }
        }

        private void write() {
            for (Write write = next(); write != null; write = next()) {
                try {
                    write.to(emitter);
                } catch (IOException | RuntimeException e) {
                    // The web server ends the stream. Of one that was never open it does not report the end.
                    log.debug("a page has disconnected", e);
                    gone();
                }
            }
        }

        private void gone() {
            synchronized (this) {
                ended = true;
                waiting.clear();
            }
            if (streams.remove(this)) {
                try {
                    closed.run();
                } catch (RuntimeException e) {
                    log.warn("the end of a stream was not handled", e);
                }
            }
        }

        private synchronized @Nullable Write next() {
            Write write = waiting.poll();
            writing = write != null;
            return write;
        }
    }

    /** An event, or the end. */
    private interface Write {

        void to(SseEmitter emitter) throws IOException;
    }
}

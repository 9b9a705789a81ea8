package io.videoprovider.examples.springboot;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.TokenRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Consultations over HTTP. Authorization of booking and ending is left to the security of your application. */
@RestController
@RequestMapping("/consultations")
class Consultations {

    private static final Logger log = LoggerFactory.getLogger(Consultations.class);

    private final Map<CallId, Consultation> consultations = new ConcurrentHashMap<>();
    private final VideoProvider video;

    Consultations(VideoProvider video) {
        this.video = video;
    }

    /** Request to book a consultation. */
    record Booking(String doctor, String patient) {}

    /** Codes of the invitations. Send each only to its user. */
    record Booked(String id, String doctorCode, String patientCode) {}

    /** Code from an invitation. */
    record Invitation(String code) {}

    /** Parameters of the vendor's client SDK. */
    record Admission(
            String provider, @Nullable URI server, @Nullable String apiKey, String user, String token) {}

    /** State of a consultation. */
    record State(Set<String> present, boolean invoiced) {}

    @PostMapping
    Booked book(@RequestBody Booking booking) {
        Consultation consultation = Consultation.of(CallId.random("consultation"), booking.doctor(), booking.patient());
        video.calls()
                .getOrCreate(CallRequest.builder(consultation.call())
                        .title(booking.doctor() + " sees " + booking.patient())
                        .build());
        consultations.put(consultation.call(), consultation);
        return new Booked(
                consultation.call().id(),
                consultation.doctor().code(),
                consultation.patient().code());
    }

    /** Issues a token to the holder of an invitation code. */
    @PostMapping("/{id}/token")
    Admission token(@PathVariable String id, @RequestBody Invitation invitation) {
        Consultation consultation = find(id);
        Consultation.Seat seat = consultation
                .seat(invitation.code())
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.FORBIDDEN));
        JoinToken token = video.tokens()
                .mint(TokenRequest.builder(seat.user(), consultation.call())
                        .role(seat.role())
                        .ttl(Duration.ofMinutes(10))
                        .build());
        return new Admission(
                token.provider().value(), token.serverUrl(), token.apiKey(), token.userId(), token.token());
    }

    @GetMapping("/{id}")
    State state(@PathVariable String id) {
        Consultation consultation = find(id);
        return new State(consultation.present(), consultation.invoiced().get());
    }

    @DeleteMapping("/{id}")
    void end(@PathVariable String id) {
        video.calls().end(find(id).call());
    }

    // From webhooks: verified, at least once, in order per call.

    @EventListener
    void joined(ParticipantJoined event) {
        of(event).ifPresent(consultation -> {
            consultation.present().add(event.participant().userId());
            log.info("{} joined {}", event.participant().userId(), consultation.call());
        });
    }

    @EventListener
    void left(ParticipantLeft event) {
        of(event).ifPresent(consultation -> {
            consultation.present().remove(event.participant().userId());
            log.info("{} left {}", event.participant().userId(), consultation.call());
        });
    }

    /** Returns the consultation of an event; empty for calls of other applications. */
    Optional<Consultation> of(VideoEvent event) {
        return Optional.ofNullable(event.call()).map(consultations::get);
    }

    private Consultation find(String id) {
        return Optional.ofNullable(consultations.get(CallId.of(id)))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}

package io.videoprovider.examples.springboot;

import io.videoprovider.common.CallId;
import io.videoprovider.token.Role;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * A consultation of a doctor and a patient; a row in your database.
 *
 * @param call the video call
 * @param doctor the seat of the doctor
 * @param patient the seat of the patient
 * @param present the users who are connected
 * @param invoiced whether the invoice has been written
 */
record Consultation(CallId call, Seat doctor, Seat patient, Set<String> present, AtomicBoolean invoiced) {

    /**
     * An invited person.
     *
     * @param code the code in the invitation
     * @param user the user id
     * @param role the role in the call
     */
    record Seat(String code, String user, Role role) {}

    static Consultation of(CallId call, String doctor, String patient) {
        return new Consultation(
                call,
                new Seat(UUID.randomUUID().toString(), doctor, Role.HOST),
                new Seat(UUID.randomUUID().toString(), patient, Role.SPEAKER),
                ConcurrentHashMap.newKeySet(),
                new AtomicBoolean());
    }

    /** Returns the seat with the given invitation code. */
    Optional<Seat> seat(String code) {
        return Stream.of(doctor, patient)
                .filter(seat -> seat.code().equals(code))
                .findFirst();
    }
}

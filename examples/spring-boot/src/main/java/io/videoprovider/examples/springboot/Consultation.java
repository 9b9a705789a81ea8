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
 * A doctor and a patient who meet; a row of your database.
 *
 * @param call where they meet
 * @param doctor the doctor's seat
 * @param patient the patient's
 * @param present who is in
 * @param invoiced whether its invoice is written
 */
record Consultation(CallId call, Seat doctor, Seat patient, Set<String> present, AtomicBoolean invoiced) {

    /**
     * Somebody who is invited.
     *
     * @param code what the invitation says
     * @param user the user's id
     * @param role what they may do
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

    /** The seat of whoever was sent this code. */
    Optional<Seat> seat(String code) {
        return Stream.of(doctor, patient)
                .filter(seat -> seat.code().equals(code))
                .findFirst();
    }
}

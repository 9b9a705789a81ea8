package io.videoprovider.examples.springboot;

import io.videoprovider.common.CallId;
import io.videoprovider.token.Role;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A doctor and a patient who meet; a row of your database.
 *
 * @param call where they meet
 * @param seats who may come in, by the code of the invitation
 * @param present who is in
 * @param invoiced whether its invoice is written
 */
record Consultation(CallId call, Map<String, Seat> seats, Set<String> present, AtomicBoolean invoiced) {

    /**
     * Somebody who is invited.
     *
     * @param user the user's id
     * @param role what they may do
     */
    record Seat(String user, Role role) {}

    static Consultation of(CallId call, String doctor, String patient) {
        return new Consultation(
                call,
                Map.of(
                        UUID.randomUUID().toString(), new Seat(doctor, Role.HOST),
                        UUID.randomUUID().toString(), new Seat(patient, Role.SPEAKER)),
                ConcurrentHashMap.newKeySet(),
                new AtomicBoolean());
    }
}

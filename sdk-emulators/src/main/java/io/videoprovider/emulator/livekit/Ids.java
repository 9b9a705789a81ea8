package io.videoprovider.emulator.livekit;

import java.security.SecureRandom;

/** Ids and passwords in the form of the server's. */
final class Ids {

    private static final String ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** @param prefix the prefix of the id, such as {@code RM_} */
    static String next(String prefix) {
        return prefix + letters(12);
    }

    static String password() {
        return letters(43);
    }

    private static String letters(int count) {
        StringBuilder letters = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            letters.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return letters.toString();
    }
}

package io.videoprovider.spring.autoconfigure.emulator;

/** API key of the emulators. */
final class EmulatorKey {

    static final String ID = "emulator";

    /** Long enough to pass the checks of secrets. */
    static final String SECRET = "the-emulator-knows-no-real-secrets";

    private EmulatorKey() {}
}

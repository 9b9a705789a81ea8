package io.videoprovider.spring.autoconfigure;

/** The key of the emulators that the starter starts. */
final class EmulatorKey {

    static final String ID = "emulator";

    /** As long as a real one, so that nothing warns of it. */
    static final String SECRET = "the-emulator-knows-no-real-secrets";

    private EmulatorKey() {}
}

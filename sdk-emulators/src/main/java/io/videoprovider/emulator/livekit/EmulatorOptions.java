package io.videoprovider.emulator.livekit;

import java.time.Clock;

/** What kind of server the emulator is. */
record EmulatorOptions(
        boolean redis,
        boolean egressWorker,
        boolean unifiedEgress,
        boolean enableRemoteUnmute,
        boolean manualRecordings,
        Clock clock) {}

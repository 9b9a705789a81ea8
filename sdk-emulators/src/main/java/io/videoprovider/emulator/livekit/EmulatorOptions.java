package io.videoprovider.emulator.livekit;

import java.time.Clock;

/** The configuration of the emulated server. */
record EmulatorOptions(
        boolean redis,
        boolean egressWorker,
        boolean unifiedEgress,
        boolean enableRemoteUnmute,
        boolean manualRecordings,
        boolean newestProtocol,
        boolean sipWorker,
        Clock clock) {}

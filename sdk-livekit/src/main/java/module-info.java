/** The provider for LiveKit, open source and cloud. */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module io.videoprovider.livekit {
    requires transitive io.videoprovider.core;
    requires org.slf4j;

    exports io.videoprovider.livekit;
    exports io.videoprovider.livekit.client;
}

/** The provider for Stream Video (getstream.io). */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module io.videoprovider.stream {
    requires transitive io.videoprovider.core;
    requires okio;
    requires org.slf4j;

    exports io.videoprovider.stream;
    exports io.videoprovider.stream.client;
}

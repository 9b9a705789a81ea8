/** A provider for Acme Video, an invented vendor. */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module com.acme.video {
    requires transitive io.videoprovider.core;

    exports com.acme.video;
}

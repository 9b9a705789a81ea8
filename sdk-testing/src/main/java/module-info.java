/** The contract suite for providers, and JUnit extensions that run the emulators. */
module io.videoprovider.testing {
    requires static transitive org.jspecify;
    requires transitive io.videoprovider.core;
    requires transitive io.videoprovider.emulators;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires org.junit.jupiter.params;
    requires jdk.httpserver;

    exports io.videoprovider.testing;

    // JUnit instantiates the nested classes of the contract.
    opens io.videoprovider.testing;
}

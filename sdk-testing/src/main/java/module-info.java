/** The contract suite that every provider has to pass. */
module io.videoprovider.testing {
    requires static transitive org.jspecify;
    requires transitive io.videoprovider.core;
    requires transitive io.videoprovider.emulators;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    exports io.videoprovider.testing;
}

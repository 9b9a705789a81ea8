package io.videoprovider.retention;

import static io.videoprovider.retention.RecordedCalls.ACME;
import static io.videoprovider.retention.RecordedCalls.CALL;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.history.CallHistory;
import io.videoprovider.history.RecordingEntry;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.testkit.CapturedLog;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords, their hashes and signatures of links are in no text and in no log. */
class SecretsTest {

    private static final String SECRET = "hunter2-password";

    @TempDir
    private Path folder;

    private final CallHistory history = CallHistory.inMemory();
    private final RecordedCalls calls = new RecordedCalls(history, Clock.systemUTC());

    @Test
    void texts_contain_no_secrets() {
        RecordingStores stores = stores(new FolderStore(folder));
        RecordingAccess access = RecordingAccess.builder(history, stores).build();
        RecordingId recording = calls.ready(CALL, "r1", new FolderStore(folder).create("a.mp4"));
        Viewer viewer = Viewer.anonymous().password(SECRET);

        RecordingEntry entry = access.setPassword(ACME, recording, SECRET, Viewer.application());
        RecordingLink link = access.link(ACME, recording, viewer, LinkRequest.standard());

        assertThat(link.url().toString()).contains("signature=");
        assertThat(viewer + " " + link + " " + new RecordingLink(URI.create("https://a?X-Sig=1"), "a", null, null))
                .doesNotContain(SECRET, "signature", "X-Sig");
        assertThat(entry.toString()).doesNotContain(SECRET, "pbkdf2");
    }

    @Test
    void an_exception_of_a_store_is_recorded_and_logged_without_its_message() {
        CapturedLog log = CapturedLog.start();
        RecordingStore broken = new BrokenStore();
        RecordingId recording = calls.report(CALL, "r1", RecordingStatus.READY, "folder/a.mp4");
        Retention retention = Retention.builder(history, stores(broken)).build();
        retention.setExpiry(ACME, recording, Clock.systemUTC().instant().minusSeconds(1));

        assertThat(retention.runOnce().failed()).isEqualTo(1);

        assertThat(calls.entry(recording).deletionFailure()).isEqualTo("java.lang.IllegalStateException");
        assertThat(log.text()).contains("deletion of recording r1").doesNotContain(SECRET);
    }

    private static RecordingStores stores(RecordingStore store) {
        return RecordingStores.builder().store(ACME, store).build();
    }

    /** A store of an application that throws an exception with a signature in its message. */
    private static final class BrokenStore implements RecordingStore {

        @Override
        public boolean accepts(String location) {
            return true;
        }

        @Override
        public Optional<StoredFile> head(String location) {
            throw new IllegalStateException("GET /a.mp4?signature=" + SECRET);
        }

        @Override
        public void delete(String location) {
            throw new IllegalStateException("DELETE /a.mp4?signature=" + SECRET);
        }

        @Override
        public URI link(String location, LinkRequest request) {
            throw new IllegalStateException("GET /a.mp4?signature=" + SECRET);
        }
    }
}

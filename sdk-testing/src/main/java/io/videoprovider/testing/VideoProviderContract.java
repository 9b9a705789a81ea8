package io.videoprovider.testing;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.token.JoinToken;
import io.videoprovider.webhook.WebhookRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;

/**
 * The contract suite for providers (a TCK), one nested class per service. A provider's test extends this class and supplies
 * the fixture: the provider, a way to join its calls, and the webhooks that it received.
 *
 * <p>The suite reads {@link VideoProvider#capabilities()}. It verifies that everything declared there works, and that
 * everything else is rejected with {@code UnsupportedFeatureException}. A test of something that the provider does not support
 * is reported as aborted, with the reason {@code Not supported by provider NAME: capability NAME}.
 *
 * <p>Each test creates its own calls, so that a shared server is not disturbed.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class VideoProviderContract {

    /** For subclasses. */
    protected VideoProviderContract() {}

    /** Returns the provider under test: the same one in all tests, which the subclass closes. */
    protected abstract VideoProvider provider();

    /**
     * Joins with a token, and returns when the provider lists the participant.
     *
     * @throws IllegalStateException if the provider rejects the token
     */
    protected abstract SimulatedParticipant join(JoinToken token);

    /** Returns the webhooks about a call that were received so far, in the order of arrival. */
    protected abstract List<WebhookRequest> webhooks(CallId call);

    /** Returns the name of a storage that is configured at the provider; needed with {@code STORAGE_NAMED} only. */
    protected String namedStorage() {
        return "my-bucket";
    }

    /** Returns the time within which the effects of an operation must be visible. */
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    @Nested
    @DisplayName("Capabilities and the provider itself")
    class Provider extends ProviderContract {
        Provider() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Calls")
    class Calls extends CallsContract {
        Calls() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Members")
    class Members extends MembersContract {
        Members() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Backstage")
    class Backstage extends BackstageContract {
        Backstage() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Ringing")
    class Ringing extends RingingContract {
        Ringing() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Tokens")
    class Tokens extends TokensContract {
        Tokens() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Participants")
    class Participants extends ParticipantsContract {
        Participants() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Transcriptions")
    class Transcriptions extends TranscriptionsContract {
        Transcriptions() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Captions")
    class Captions extends CaptionsContract {
        Captions() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Messages")
    class Messages extends MessagesContract {
        Messages() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Recordings")
    class Recordings extends RecordingsContract {
        Recordings() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Broadcasts")
    class Broadcasts extends BroadcastsContract {
        Broadcasts() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Ingresses")
    class Ingresses extends IngressesContract {
        Ingresses() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Users")
    class Users extends UsersContract {
        Users() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Chat channels")
    class ChatChannels extends ChatChannelsContract {
        ChatChannels() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Blocklist")
    class Blocklist extends BlocklistContract {
        Blocklist() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Call statistics")
    class CallStatistics extends CallStatisticsContract {
        CallStatistics() {
            super(VideoProviderContract.this);
        }
    }

    @Nested
    @DisplayName("Webhooks")
    class Webhooks extends WebhooksContract {
        Webhooks() {
            super(VideoProviderContract.this);
        }
    }
}

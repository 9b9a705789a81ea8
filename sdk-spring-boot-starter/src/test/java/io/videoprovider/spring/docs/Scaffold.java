package io.videoprovider.spring.docs;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.Call;
import io.videoprovider.common.CallId;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.history.CallHistory;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.participant.Participant;
import io.videoprovider.recording.Recording;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;

/** The variables that the blocks of the pages use without declaring them, and parts of the reader's application. */
@SuppressWarnings("unused")
abstract class Scaffold {

    interface Billing {
        void begin(CallId call, Participant participant);
    }

    interface Archive {
        void fetch(Recording recording);
    }

    interface Consultations {
        boolean mayJoin(Principal user, String call);
    }

    interface Ledger {
        void begin(ParticipantJoined joined);
    }

    interface Visits {
        void begin(String call, String patient);
    }

    Archive archive;
    Billing billing;
    Ledger ledger;
    Visits visits;
    Logger log;

    VideoProvider video;
    Call call;
    CallId id;
    Instant startsAt;
    String joinToken;
    String userToken;
    String trackSid;
    String streamKey;
    String accessKey;
    String secretKey;
    String oldSecret;
    String newSecret;
    String greeted;

    Map<String, List<String>> headers;
    byte[] rawBody;
    byte[] body;
    byte[] bytes;
    String messageBody;
    Queue<VideoEvent> queue;

    DataSource dataSource;
    CallHistory history;
    JdbcInbox inbox;
    Producer<String, String> kafka;
}

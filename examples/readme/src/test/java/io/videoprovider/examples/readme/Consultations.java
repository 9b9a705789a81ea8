package io.videoprovider.examples.readme;

// From here on equal to the block in README.md.

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.token.TokenRequest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class Consultations {

    final Set<String> present = ConcurrentHashMap.newKeySet();
    private final VideoProvider video;

    Consultations(VideoProvider video) {
        this.video = video;
    }

    @PostMapping("/consultations/{id}/token")
    String token(@PathVariable String id, @RequestParam String user) {
        return video.tokens()
                .mint(TokenRequest.builder(user, CallId.of(id)).build())
                .token();
    }

    @EventListener
    void joined(ParticipantJoined event) {
        present.add(event.participant().userId());
    }
}

package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.CallId;
import io.videoprovider.feature.Capability;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.ingress.Ingresses;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class IngressesContract extends ServiceContract {

    IngressesContract(VideoProviderContract fixture) {
        super(fixture);
    }

    @Test
    void each_ingress_has_its_own_url_and_stream_key() {
        Ingresses ingresses = assumeFeature(Ingresses.class);
        CallId id = newCall().id();
        IngressRequest rtmp = IngressRequest.rtmp("camera-" + id.id()).build();
        IngressRequest whip = IngressRequest.whip("browser-" + id.id()).build();

        Ingress first = ingresses.create(id, rtmp);
        Ingress second = ingresses.create(id, whip);

        assertThat(List.of(first.userId(), second.userId())).containsExactly(rtmp.userId(), whip.userId());
        assertThat(List.of(first.protocol(), second.protocol())).containsExactly(rtmp.protocol(), whip.protocol());
        assertThat(first.streamKey()).isNotEqualTo(second.streamKey());
        for (Ingress ingress : List.of(first, second)) {
            assertThat(ingress.call()).isEqualTo(id);
            assertThat(ingress.streamKey()).isNotEmpty();
            assertThat(ingress.toString()).doesNotContain(ingress.streamKey());
        }
        if (semantics().ingressesAreKept()) {
            assertThat(ingresses.create(id, rtmp)).isEqualTo(first);
            assertThat(ingresses.list(id)).containsExactlyInAnyOrder(first, second);
        } else {
            assertThat(first.expiresAt()).isAfter(Instant.now());
            assertThat(ingresses.list(id)).isEmpty();
        }
        ingresses.delete(first.id());
        ingresses.delete(first.id());
        if (semantics().ingressesAreKept()) {
            assertThat(ingresses.list(id)).containsExactly(second);
            ingresses.delete(second.id());
        }
        assertThat(ingresses.list(CallId.random("unknown"))).isEmpty();
    }

    @Test
    void rotation_replaces_the_stream_key() {
        Ingresses ingresses = assumeFeature(Ingresses.class);
        CallId id = newCall().id();
        IngressRequest request = IngressRequest.rtmp("camera-" + id.id()).build();
        Ingress first = ingresses.create(id, request);

        Ingress second = ingresses.rotate(id, request);
        Ingress third = ingresses.rotate(id, request);

        assertThat(List.of(first.streamKey(), second.streamKey(), third.streamKey()))
                .doesNotHaveDuplicates();
        assertThat(third.userId()).isEqualTo(request.userId());
        assertThat(third.call()).isEqualTo(id);
        if (semantics().ingressesAreKept()) {
            assertThat(ingresses.list(id)).containsExactly(third);
        }
        ingresses.delete(third.id());
    }

    @Test
    void an_ingress_receives_srt() {
        Ingresses ingresses = assumeFeature(Ingresses.class);
        CallId id = newCall().id();
        IngressRequest srt = IngressRequest.srt("camera-" + id.id()).build();
        assumeSupported(Capability.INGRESS_SRT, () -> ingresses.create(id, srt));

        Ingress ingress = ingresses.create(id, srt);

        assertThat(ingress.url()).startsWith("srt://").contains(ingress.streamKey());
        assertThat(ingress.toString()).doesNotContain(ingress.streamKey());
    }

    @Test
    void an_ingress_expires_after_its_ttl() {
        Ingresses ingresses = assumeFeature(Ingresses.class);
        CallId id = newCall().id();
        IngressRequest request = IngressRequest.rtmp("camera-" + id.id())
                .ttl(Duration.ofMinutes(10))
                .build();
        assumeSupported(
                Capability.INGRESS_TTL,
                () -> ingresses.create(id, request),
                () -> assertThat(ingresses.list(id)).isEmpty());

        assertThat(ingresses.create(id, request).expiresAt())
                .isBetween(Instant.now().plusSeconds(480), Instant.now().plusSeconds(720));
    }
}

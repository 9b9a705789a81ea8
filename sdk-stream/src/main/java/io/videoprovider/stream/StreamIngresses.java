package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressId;
import io.videoprovider.ingress.IngressProtocol;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.stream.client.CallResponse;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.stream.client.StreamUserId;
import io.videoprovider.stream.client.UserToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Ingresses of Stream calls: the address of the call, and a user token as the key. Stream keeps no list of them. */
final class StreamIngresses implements Ingresses {

    private static final Duration DEFAULT_TTL = Duration.ofDays(1);
    private static final List<String> PROTOCOLS =
            Stream.of(IngressProtocol.values()).map(StreamIngresses::word).toList();

    private final StreamClient client;
    private final StreamUsers users;
    private final Capabilities capabilities;
    private final Clock clock;

    StreamIngresses(StreamClient client, StreamUsers users, Capabilities capabilities, Clock clock) {
        this.client = client;
        this.users = users;
        this.capabilities = capabilities;
        this.clock = clock;
    }

    private static String word(IngressProtocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Ingress create(CallId call, IngressRequest request) {
        return create(call, request, userId -> {});
    }

    @Override
    public Ingress rotate(CallId call, IngressRequest request) {
        return create(call, request, this::revokeEarlier);
    }

    /** @param beforeMint is called with the user before the key is created, when no other request can fail */
    private Ingress create(CallId call, IngressRequest request, Consumer<String> beforeMint) {
        CallMapper.checked(call, capabilities);
        String userId =
                StreamUserId.check("userId", Check.notNull("request", request).userId());
        String protocol = word(request.protocol());
        CallResponse present = client.calls().getCall(call);
        String address = present.ingressAddress(protocol);
        if (address.isEmpty()) {
            throw new ConflictException(
                    "the call has no address for " + request.protocol() + "; enable ingress for its call type",
                    ErrorDetails.at(capabilities.provider()),
                    null);
        }
        // No request with the user follows that would show that another process has deleted it.
        users.forget(userId);
        users.ensure(List.of(userId));
        beforeMint.accept(userId);
        Instant now = clock.instant();
        Instant until = now.plus(Objects.requireNonNullElse(request.ttl(), DEFAULT_TTL));
        String token = client.mint(UserToken.builder(userId)
                .validity(client.issuedAt(userId), until)
                .build());
        return new Ingress(
                new IngressId(new CallPartId(call, protocol, userId).text()),
                call,
                userId,
                request.protocol(),
                request.protocol() == IngressProtocol.SRT ? srt(address, token) : address,
                token,
                until,
                present.raw());
    }

    /** Returns an SRT address. Its passphrase is the signature of the token. */
    private static String srt(String address, String token) {
        return address.replace("{passphrase}", token.substring(token.lastIndexOf('.') + 1))
                .replace("{token}", token);
    }

    @Override
    public Page<Ingress> list(CallId call) {
        CallMapper.checked(call, capabilities);
        return Page.of(List.of());
    }

    @Override
    public void delete(IngressId id) {
        CallPartId parts = CallPartId.parse(Check.notNull("id", id).value(), PROTOCOLS);
        if (parts == null) {
            throw new InvalidRequestException("ingress id", "must be the id of a Stream ingress");
        }
        client.users().revokeUserTokens(parts.detail(), afterNewestToken(parts.detail()));
    }

    /**
     * Revokes earlier keys, so that a key can be created at once.
     *
     * @throws ConflictException if a key that is not revoked would be of the future
     */
    private void revokeEarlier(String userId) {
        Instant issuedBefore = afterNewestToken(userId);
        if (issuedBefore.isAfter(clock.instant())) {
            throw new ConflictException(
                    "the key was rotated too often within a few seconds, or tokens are not backdated by at least a second; repeat"
                            + " the rotation later",
                    ErrorDetails.at(capabilities.provider()),
                    null);
        }
        client.users().revokeUserTokens(userId, issuedBefore);
    }

    /**
     * Returns the end of the second of the tokens that this process issues now. Keys that other processes issue stay valid from then
     * on, those of this one at once.
     */
    private Instant afterNewestToken(String userId) {
        return client.issuedAt(userId).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    }
}

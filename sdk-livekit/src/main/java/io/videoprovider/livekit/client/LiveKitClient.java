package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.spi.IssueTimes;
import io.videoprovider.spi.OperationPipeline;
import io.videoprovider.spi.ServerUrl;
import io.videoprovider.spi.SigningKey;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Client of LiveKit's server API, with LiveKit's names: a client for each of {@code RoomService}, {@code Egress}, {@code
 * Ingress}, {@code SIP} and {@code AgentDispatchService}, and {@link #call} for all other services. Each operation is signed with a token that grants only this operation
 * and is valid for ten minutes, has the same {@code X-Livekit-Request-Id} on every attempt, and runs through the pipeline of
 * its provider.
 *
 * <p>{@code video.unwrap(LiveKitClient.class)} returns it; it is closed with its provider. Thread-safe.
 */
public final class LiveKitClient {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,99}");

    private final TwirpTransport transport;
    private final RoomClient rooms;
    private final EgressClient egress;
    private final IngressClient ingress;
    private final SipClient sip;
    private final AgentDispatchClient agentDispatch;

    /** Creates a client for {@code LiveKitVideoProvider}, which owns the pipeline. */
    public LiveKitClient(
            ServerUrl url,
            boolean severalRegions,
            String apiKey,
            SigningKey secret,
            OperationPipeline pipeline,
            Clock clock,
            IssueTimes issueTimes) {
        this(new TwirpTransport(url, severalRegions, apiKey, secret, pipeline, clock, issueTimes));
    }

    private LiveKitClient(TwirpTransport transport) {
        this.transport = transport;
        this.rooms = new RoomClient(transport);
        this.egress = new EgressClient(transport);
        this.ingress = new IngressClient(transport);
        this.sip = new SipClient(transport);
        this.agentDispatch = new AgentDispatchClient(transport);
    }

    /** Returns a view of this client with other options. */
    public LiveKitClient with(RequestOptions options) {
        return new LiveKitClient(transport.with(Check.notNull("options", options)));
    }

    /** Returns the client of {@code RoomService}. */
    public RoomClient rooms() {
        return rooms;
    }

    /** Returns the client of {@code Egress}. */
    public EgressClient egress() {
        return egress;
    }

    /** Returns the client of {@code Ingress}. */
    public IngressClient ingress() {
        return ingress;
    }

    /** Returns the client of {@code SIP}. */
    public SipClient sip() {
        return sip;
    }

    /** Returns the client of {@code AgentDispatchService}. */
    public AgentDispatchClient agentDispatch() {
        return agentDispatch;
    }

    // Any method

    /**
     * Calls any method of LiveKit's API: {@code client.call("PhoneNumberService", "ListPhoneNumbers", json)}. The name of the method
     * determines its retry class: {@code List…} and {@code Get…} are reads, all others are never sent twice.
     *
     * @param service the service's name, without {@code livekit.}
     * @param request the request, with LiveKit's names of fields
     * @return the response, with fields in snake_case
     * @throws InvalidRequestException if the grants of the service are unknown to this client; set them with {@link #call(String,
     *     String, Json, AccessToken)}
     */
    public Json call(String service, String method, Json request) {
        name("service", service);
        name("method", method);
        String room = Check.notNull("request", request).string("room");
        AccessToken.Builder token = TwirpTransport.adminToken();
        VideoGrant.Builder video = VideoGrant.builder();
        switch (service) {
            case "RoomService" -> {
                video.roomCreate().roomList();
                if (!room.isEmpty()) {
                    video.roomAdmin(room);
                }
                String destination = Wire.string(request, "destination_room");
                if (!destination.isEmpty()) {
                    video.destinationRoom(destination);
                }
            }
            case "AgentDispatchService" -> video.roomAdmin(room);
            case "Egress" -> video.roomRecord();
            case "Ingress" -> video.ingressAdmin();
            case "SIP", "PhoneNumberService" -> {
                token.sipAdmin().sipCall();
                String sipRoom = Wire.string(request, "room_name");
                if (!sipRoom.isEmpty()) {
                    video.roomAdmin(sipRoom);
                }
            }
            case "Connector" -> video.roomCreate();
            default ->
                throw new InvalidRequestException(
                        "service", "is unknown to this client; pass an AccessToken with the grants that it needs");
        }
        return call(service, method, request, token.video(video.build()).build());
    }

    /** Calls any method, with a token that contains the grants for it. */
    public Json call(String service, String method, Json request, AccessToken token) {
        name("service", service);
        name("method", method);
        Check.notNull("request", request);
        Check.notNull("token", token);
        return transport.call(service, method, request, token);
    }

    private static void name(String field, String value) {
        if (!NAME.matcher(Check.text(field, value)).matches()) {
            throw new InvalidRequestException(field, "must be a letter and at most 99 letters and digits");
        }
    }

    // Tokens

    /** Signs a token. Performs no I/O. */
    public String mint(AccessToken token) {
        return transport.mint(Check.notNull("token", token));
    }

    /**
     * Returns the time from which a new token of a participant is valid: before now by the backdating of the provider, so that a server
     * whose clock is behind accepts it, or since {@link RoomClient#removeParticipant} revoked earlier ones.
     */
    public Instant issuedAt(String room, String identity) {
        return transport.issuedAt(Check.notNull("room", room), Check.notNull("identity", identity));
    }

    /** Returns the server's address without secrets. */
    @Override
    public String toString() {
        return "LiveKitClient[" + transport.project() + "]";
    }
}

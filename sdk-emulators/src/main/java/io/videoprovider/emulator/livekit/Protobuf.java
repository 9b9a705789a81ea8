package io.videoprovider.emulator.livekit;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.videoprovider.emulator.internal.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okio.ByteString;
import tools.jackson.databind.JsonNode;

/**
 * The server's messages as protocol buffers, with the descriptors of LiveKit's own {@code io.livekit:livekit-server}. That
 * artifact is optional: LiveKit's SDK for Node and this SDK send JSON. Immutable.
 *
 * <p>Messages are found by their names, not by the artifact's services: it is older than some calls of the server.
 */
final class Protobuf {

    private static final List<String> FILES = List.of("Models", "Room", "Egress", "Ingress", "Sip", "AgentDispatch");

    private final JsonFormat.Printer printer =
            JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();
    private final JsonFormat.Parser parser = JsonFormat.parser().ignoringUnknownFields();
    private final Map<String, Descriptor> messages = new HashMap<>();

    /** @throws NoClassDefFoundError if LiveKit's artifact or protobuf-java-util is not on the class path */
    Protobuf() {
        for (String file : FILES) {
            descriptor(file).getMessageTypes().forEach(message -> messages.put(message.getName(), message));
        }
    }

    /** By reflection, since a module cannot require an artifact that has no module name. */
    private static FileDescriptor descriptor(String file) {
        try {
            return (FileDescriptor) Class.forName("livekit.Livekit" + file)
                    .getMethod("getDescriptor")
                    .invoke(null);
        } catch (ClassNotFoundException e) {
            throw (Error) new NoClassDefFoundError(e.getMessage()).initCause(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("io.livekit:livekit-server must be 0.13 or newer", e);
        }
    }

    /**
     * Returns a request message as JSON, without fields that the descriptors do not have.
     *
     * @throws ProtoJson.MalformedException if the bytes are not such a message
     */
    String request(Schema.Rpc rpc, ByteString message) throws ProtoJson.MalformedException {
        try {
            return printer.print(DynamicMessage.parseFrom(message(rpc.request()), message.toByteArray()));
        } catch (InvalidProtocolBufferException e) {
            throw new ProtoJson.MalformedException(String.valueOf(e.getMessage()));
        }
    }

    /** Returns a response message in bytes, without fields that the descriptors do not have. */
    ByteString response(Schema.Rpc rpc, JsonNode message) {
        DynamicMessage.Builder builder = DynamicMessage.newBuilder(message(rpc.response()));
        try {
            parser.merge(Json.write(message), builder);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the response to " + rpc.name() + " does not fit LiveKit's descriptors", e);
        }
        return ByteString.of(builder.build().toByteArray());
    }

    /** A message that the descriptors do not have is read and written as a message without fields. */
    private Descriptor message(String name) {
        return messages.getOrDefault(name, Empty.getDescriptor());
    }
}

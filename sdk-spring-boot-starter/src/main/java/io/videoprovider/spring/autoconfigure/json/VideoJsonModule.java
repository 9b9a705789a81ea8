package io.videoprovider.spring.autoconfigure.json;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.call.Call;
import io.videoprovider.chat.ChatChannel;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.IngressSnapshot;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressId;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.Track;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.Storage;
import io.videoprovider.statistics.ConnectionStatistics;
import io.videoprovider.statistics.Feedback;
import io.videoprovider.statistics.SessionReport;
import io.videoprovider.statistics.SessionStatistics;
import io.videoprovider.token.VerifiedToken;
import io.videoprovider.transcription.TranscriptLine;
import io.videoprovider.transcription.Transcription;
import io.videoprovider.transcription.TranscriptionId;
import io.videoprovider.user.User;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.FromStringDeserializer;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** Jackson module: ids and names as text, {@link Json} as JSON, secrets masked or included. */
final class VideoJsonModule extends SimpleModule {

    private static final long serialVersionUID = 1;

    private static final List<Class<?>> WITH_RAW = List.of(
            Call.class,
            ChatChannel.class,
            ConnectionStatistics.class,
            EventInfo.class,
            Feedback.class,
            Participant.class,
            Recording.class,
            SessionReport.class,
            SessionStatistics.class,
            Track.class,
            TranscriptLine.class,
            Transcription.class,
            User.class,
            VerifiedToken.class);

    /**
     * Creates a module.
     *
     * @param secrets whether to write secrets
     */
    VideoJsonModule(boolean secrets) {
        super("videoprovider");
        addText(CallId.class, CallId::parse);
        addText(ProviderId.class, ProviderId::new);
        addText(BroadcastId.class, BroadcastId::new);
        addText(IngressId.class, IngressId::new);
        addText(RecordingId.class, RecordingId::new);
        addText(TranscriptionId.class, TranscriptionId::new);
        addText(Layout.class, Layout::new);
        addText(ParticipantKind.class, ParticipantKind::new);
        addText(TrackKind.class, TrackKind::new);
        addSerializer(Json.class, new JsonSerializer(secrets));
        addDeserializer(Json.class, new JsonDeserializer());
        WITH_RAW.forEach(type -> setMixInAnnotation(type, JsonMixins.WithRaw.class));
        if (secrets) {
            setMixInAnnotation(Broadcast.class, JsonMixins.FullBroadcast.class);
            setMixInAnnotation(Ingress.class, JsonMixins.FullIngress.class);
            setMixInAnnotation(RecordingFile.class, JsonMixins.FullRecordingFile.class);
            setMixInAnnotation(Storage.Gcs.class, JsonMixins.FullGcs.class);
            setMixInAnnotation(Storage.Azure.class, JsonMixins.FullAzure.class);
        } else {
            setMixInAnnotation(Broadcast.class, JsonMixins.MaskedBroadcast.class);
            setMixInAnnotation(Ingress.class, JsonMixins.MaskedIngress.class);
            setMixInAnnotation(IngressSnapshot.class, JsonMixins.MaskedFailure.class);
            setMixInAnnotation(Recording.class, JsonMixins.MaskedRecording.class);
            setMixInAnnotation(RecordingFile.class, JsonMixins.MaskedRecordingFile.class);
            setMixInAnnotation(Transcription.class, JsonMixins.MaskedRecording.class);
            setMixInAnnotation(Storage.Gcs.class, JsonMixins.MaskedGcs.class);
            setMixInAnnotation(Storage.Azure.class, JsonMixins.MaskedAzure.class);
        }
    }

    private <T> void addText(Class<T> type, Function<String, T> parse) {
        addSerializer(type, ToStringSerializer.instance);
        addDeserializer(type, new TextDeserializer<>(type, parse));
        addKeyDeserializer(type, new TextKeyDeserializer(type, parse));
    }

    private static final class TextDeserializer<T> extends FromStringDeserializer<T> {

        private final transient Function<String, T> parse;

        TextDeserializer(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        protected boolean _shouldTrim() {
            return false;
        }

        // Empty text is an error and does not become null.
        @Override
        protected Object _deserializeFromEmptyString(DeserializationContext context) {
            return parsed("", handledType(), parse, context);
        }

        @Override
        protected T _deserialize(String text, DeserializationContext context) {
            return parsed(text, handledType(), parse, context);
        }
    }

    private static final class TextKeyDeserializer extends KeyDeserializer {

        private final Class<?> type;
        private final Function<String, ?> parse;

        TextKeyDeserializer(Class<?> type, Function<String, ?> parse) {
            this.type = type;
            this.parse = parse;
        }

        @Override
        public @Nullable Object deserializeKey(String text, DeserializationContext context) {
            return parsed(text, type, parse, context);
        }
    }

    private static <T> T parsed(String text, Class<?> type, Function<String, T> parse, DeserializationContext context) {
        try {
            return parse.apply(text);
        } catch (RuntimeException e) {
            // A JacksonException, which Spring answers with 400.
            throw context.weirdStringException(text, type, String.valueOf(e.getMessage()));
        }
    }

    private static final class JsonSerializer extends StdSerializer<Json> {

        private final boolean secrets;

        JsonSerializer(boolean secrets) {
            super(Json.class);
            this.secrets = secrets;
        }

        @Override
        public void serialize(Json json, JsonGenerator generator, SerializationContext context) {
            write(json.asMap(), generator);
        }

        private void write(@Nullable Object value, JsonGenerator generator) {
            if (value instanceof Map<?, ?> map) {
                generator.writeStartObject();
                map.forEach((key, item) -> {
                    String name = String.valueOf(key);
                    generator.writeName(name);
                    if (!secrets && Secrets.isSecret(name, item)) {
                        generator.writeString(Secrets.MASK);
                    } else {
                        write(item, generator);
                    }
                });
                generator.writeEndObject();
            } else if (value instanceof List<?> list) {
                generator.writeStartArray();
                list.forEach(item -> write(item, generator));
                generator.writeEndArray();
            } else if (value instanceof String text) {
                generator.writeString(secrets ? text : Secrets.masked(text));
            } else {
                generator.writePOJO(value);
            }
        }
    }

    private static final class JsonDeserializer extends StdDeserializer<Json> {

        private static final JsonFactory FACTORY = new JsonFactory();

        JsonDeserializer() {
            super(Json.class);
        }

        @Override
        public Json deserialize(JsonParser parser, DeserializationContext context) throws JacksonException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                return (Json) context.handleUnexpectedToken(getValueType(context), parser);
            }
            StringWriter text = new StringWriter();
            // The numbers of a tree would lose digits.
            try (JsonGenerator copy = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
                copy.copyCurrentStructureExact(parser);
            }
            try {
                return Json.parse(text.toString());
            } catch (IllegalArgumentException e) {
                return context.reportInputMismatch(this, "%s", e.getMessage());
            }
        }
    }
}

package io.videoprovider.emulator.livekit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * LiveKit's calls, messages and enums, from the resource {@code livekit.schema}. Immutable.
 *
 * <p>The protocol is data: a class for each of its 150 messages would obscure the behaviour of the emulator.
 */
final class Schema {

    enum Label {
        SINGULAR,
        REPEATED,
        MAP,
        /** A field that distinguishes "not set" from "set to the default"; omitted in responses if not set. */
        OPTIONAL,
        /** A field of a oneof group; omitted in responses if not set. */
        ONEOF
    }

    record Field(String name, String jsonName, Label label, String group, String type) {
        boolean tracksPresence() {
            return label == Label.OPTIONAL || label == Label.ONEOF;
        }
    }

    record Message(String name, List<Field> fields, Map<String, Field> byAnyName) {}

    record Rpc(String service, String name, String request, String response, List<String> permissions) {}

    private final Map<String, Message> messages = new HashMap<>();
    private final Map<String, Map<String, Integer>> enums = new HashMap<>();
    private final Map<String, Map<Integer, String>> enumNames = new HashMap<>();
    private final Map<String, Rpc> rpcs = new HashMap<>();

    /** The protocol of server 1.13.3. */
    static final Schema LIVEKIT = new Schema("livekit.schema");

    /** Protocol 1.54. */
    static final Schema NEWEST = new Schema("livekit.schema", "livekit-newest.schema");

    private Schema(String... resources) {
        for (String resource : resources) {
            read(resource);
        }
    }

    private void read(String resource) {
        try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream(resource), resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            Message message = new Message("", new ArrayList<>(), new HashMap<>());
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                List<String> words = List.of(line.strip().split(" ", -1));
                if (line.startsWith("rpc ")) {
                    Rpc rpc = new Rpc(
                            words.get(1).substring(0, words.get(1).indexOf('/')),
                            words.get(1),
                            words.get(2),
                            words.get(3),
                            List.of(words.get(4).split("\\+", -1)));
                    rpcs.put(rpc.name(), rpc);
                } else if (line.startsWith("message ")) {
                    message = messages.computeIfAbsent(
                            words.get(1), name -> new Message(name, new ArrayList<>(), new HashMap<>()));
                } else if (line.startsWith("enum ")) {
                    readEnum(words);
                } else if (line.startsWith("  ")) {
                    Field field = readField(words);
                    message.fields().add(field);
                    message.byAnyName().put(field.name(), field);
                    message.byAnyName().put(field.jsonName(), field);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Field readField(List<String> words) {
        String name = words.get(0);
        String type = words.get(words.size() - 1);
        String modifier = words.size() == 3 ? words.get(1) : "singular";
        String group = modifier.startsWith("oneof:") ? modifier.substring("oneof:".length()) : "";
        Label label = group.isEmpty() ? Label.valueOf(modifier.toUpperCase(Locale.ROOT)) : Label.ONEOF;
        return new Field(name, camelCase(name), label, group, type);
    }

    private void readEnum(List<String> words) {
        Map<String, Integer> numbers = enums.computeIfAbsent(words.get(1), name -> new HashMap<>());
        Map<Integer, String> names = enumNames.computeIfAbsent(words.get(1), name -> new HashMap<>());
        for (String value : words.subList(2, words.size())) {
            int equals = value.indexOf('=');
            numbers.put(value.substring(0, equals), Integer.valueOf(value.substring(equals + 1)));
            names.put(Integer.valueOf(value.substring(equals + 1)), value.substring(0, equals));
        }
    }

    private static String camelCase(String name) {
        StringBuilder camel = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            camel.append(c == '_' ? Character.toUpperCase(name.charAt(++i)) : c);
        }
        return camel.toString();
    }

    boolean hasService(String service) {
        return rpcs.values().stream().anyMatch(rpc -> rpc.service().equals(service));
    }

    /** @param name the name of a call, {@code Service/Method} */
    @Nullable
    Rpc rpc(String name) {
        return rpcs.get(name);
    }

    Message message(String name) {
        return Objects.requireNonNull(messages.get(name), name);
    }

    boolean isMessage(String type) {
        return messages.containsKey(type);
    }

    boolean isEnum(String type) {
        return enums.containsKey(type);
    }

    boolean hasEnumValue(String type, String name) {
        return Objects.requireNonNull(enums.get(type), type).containsKey(name);
    }

    @Nullable
    String enumName(String type, int number) {
        return Objects.requireNonNull(enumNames.get(type), type).get(number);
    }
}

package io.videoprovider.transcription;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.MalformedTranscriptException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a transcript file: JSON Lines in UTF-8, each line an object with {@code type}, {@code start_time}, {@code stop_time}, {@code
 * speaker_id} and {@code text}, as Stream writes it. Memory does not grow with the file: one line of at most {@link #MAX_LINE_BYTES} is
 * read at a time. Not thread-safe.
 *
 * <pre>{@code
 * try (TranscriptReader lines = new TranscriptReader(in)) {
 *     while (lines.hasNext()) {
 *         TranscriptLine line = lines.next();
 *     }
 * }
 * }</pre>
 *
 * <p>Empty lines are skipped. Lines of other types and unknown fields are not an error: {@link TranscriptLine#type}
 * and {@link TranscriptLine#raw} contain them.
 */
public final class TranscriptReader implements Iterator<TranscriptLine>, Closeable {

    /** The longest line: 1 MiB. */
    public static final int MAX_LINE_BYTES = 1024 * 1024;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final InputStream in;
    private final byte[] buffer = new byte[8192];
    private int position;
    private int end;
    private long line;
    private @Nullable TranscriptLine next;
    private @Nullable MalformedTranscriptException failure;

    /**
     * Creates a reader.
     *
     * @param in the content of the file; {@link #close} closes it
     */
    public TranscriptReader(InputStream in) {
        this.in = Check.notNull("in", in);
    }

    /**
     * Returns whether the file has another line.
     *
     * @throws MalformedTranscriptException if the next line is not a JSON object, is longer than {@link #MAX_LINE_BYTES}, or is not
     *     UTF-8, as in a truncated file; every further call throws it again
     * @throws UncheckedIOException if reading fails
     */
    @Override
    public boolean hasNext() {
        if (failure != null) {
            throw failure;
        }
        try {
            while (next == null) {
                byte[] content = readLine();
                if (content == null) {
                    return false;
                }
                if (!isBlank(content)) {
                    next = parse(content);
                }
            }
            return true;
        } catch (MalformedTranscriptException e) {
            failure = e;
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the transcript after line " + line, e);
        }
    }

    /**
     * Returns the next line.
     *
     * @throws NoSuchElementException at the end of the file
     * @throws MalformedTranscriptException see {@link #hasNext}
     * @throws UncheckedIOException if reading fails
     */
    @Override
    public TranscriptLine next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("the transcript has " + line + " lines");
        }
        TranscriptLine result = next;
        next = null;
        return result;
    }

    /** Closes the stream. */
    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Returns the next line without its end; null at the end of the file. */
    private byte @Nullable [] readLine() throws IOException {
        if (position == end && !fill()) {
            return null;
        }
        line++;
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        do {
            int start = position;
            while (position < end && buffer[position] != '\n') {
                position++;
            }
            if (content.size() + position - start > MAX_LINE_BYTES) {
                throw new MalformedTranscriptException(line, "must have at most " + MAX_LINE_BYTES + " bytes");
            }
            content.write(buffer, start, position - start);
            if (position < end) {
                position++;
                break;
            }
        } while (fill());
        return content.toByteArray();
    }

    private boolean fill() throws IOException {
        position = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }

    private static boolean isBlank(byte[] content) {
        for (byte each : content) {
            if (each != ' ' && each != '\t' && each != '\r') {
                return false;
            }
        }
        return true;
    }

    private TranscriptLine parse(byte[] content) {
        Json fields;
        try {
            fields = Json.parse(content);
        } catch (IllegalArgumentException e) {
            // Its message quotes no content.
            throw new MalformedTranscriptException(line, "must be a JSON object: " + e.getMessage());
        }
        return new TranscriptLine(
                fields.string("type"),
                fields.text("speaker_id"),
                fields.string("text"),
                time(fields, "start_time"),
                time(fields, "stop_time"),
                fields);
    }

    /** Returns a time in RFC 3339 or in nanoseconds since 1970: Stream writes both in its events. */
    private static @Nullable Instant time(Json fields, String name) {
        String text = fields.string(name);
        if (text.indexOf('T') > 0) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException unreadable) {
                return null;
            }
        }
        long nanos = fields.number(name);
        return nanos <= 0 || nanos == Long.MAX_VALUE
                ? null
                : Instant.ofEpochSecond(nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND);
    }
}

package io.videoprovider.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Inflates gzip (RFC 1952) of one member, of which nothing is to be believed. The JDK's {@code GZIPInputStream} calls itself
 * once more for each member that is empty: a body of nothing else overflows its stack.
 */
final class Gzip {

    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private Gzip() {}

    /** Whether that begins as gzip does; no JSON and no base64 does. */
    static boolean isGzip(byte[] bytes) {
        return bytes.length >= 2 && bytes[0] == (byte) 0x1f && bytes[1] == (byte) 0x8b;
    }

    /**
     * What was packed.
     *
     * @param limit after how many bytes to stop; the answer has one more when there are more
     * @throws ZipException if that is no whole gzip, or something follows it
     */
    static byte[] inflate(byte[] gzip, int limit) throws ZipException {
        ByteArrayOutputStream inflated = new ByteArrayOutputStream();
        CRC32 checksum = new CRC32();
        int start = dataStart(gzip);
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(gzip, start, gzip.length - start);
            byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer, 0, Math.min(buffer.length, limit + 1 - inflated.size()));
                if (count == 0 && !inflater.finished()) {
                    throw new ZipException("the gzip ends too early");
                }
                checksum.update(buffer, 0, count);
                inflated.write(buffer, 0, count);
                if (inflated.size() > limit) {
                    return inflated.toByteArray();
                }
            }
            checkTrailer(gzip, start + (int) inflater.getBytesRead(), checksum, inflated.size());
            return inflated.toByteArray();
        } catch (DataFormatException e) {
            throw new ZipException("the gzip is broken");
        } finally {
            inflater.end();
        }
    }

    private static int dataStart(byte[] gzip) throws ZipException {
        if (gzip.length < HEADER_BYTES + TRAILER_BYTES || !isGzip(gzip) || gzip[2] != 8) {
            throw new ZipException("that is no gzip");
        }
        int flags = gzip[3];
        int at = HEADER_BYTES;
        if ((flags & EXTRA) != 0) {
            at += 2 + (gzip[at] & 0xff) + ((gzip[at + 1] & 0xff) << 8);
        }
        if ((flags & NAME) != 0) {
            at = afterZero(gzip, at);
        }
        if ((flags & COMMENT) != 0) {
            at = afterZero(gzip, at);
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            at += 2;
        }
        if (at > gzip.length - TRAILER_BYTES) {
            throw new ZipException("the gzip ends in its header");
        }
        return at;
    }

    private static int afterZero(byte[] gzip, int from) throws ZipException {
        for (int at = from; at < gzip.length; at++) {
            if (gzip[at] == 0) {
                return at + 1;
            }
        }
        throw new ZipException("the gzip ends in its header");
    }

    private static void checkTrailer(byte[] gzip, int at, CRC32 checksum, int size) throws ZipException {
        if (gzip.length != at + TRAILER_BYTES) {
            throw new ZipException("something is missing or follows after the gzip");
        }
        ByteBuffer trailer = ByteBuffer.wrap(gzip).order(ByteOrder.LITTLE_ENDIAN);
        if (trailer.getInt(at) != (int) checksum.getValue() || trailer.getInt(at + 4) != size) {
            throw new ZipException("the gzip's checksum is wrong");
        }
    }
}

package io.videoprovider.stream;

import java.io.IOException;
import java.util.zip.ZipException;
import okio.Buffer;
import okio.BufferedSource;
import okio.GzipSource;
import okio.Okio;

/** Inflates gzip (RFC 1952) of one member from untrusted input. */
final class Gzip {

    private Gzip() {}

    /** Returns whether the bytes start as gzip does; neither JSON nor base64 does. */
    static boolean isGzip(byte[] bytes) {
        return bytes.length >= 2 && bytes[0] == (byte) 0x1f && bytes[1] == (byte) 0x8b;
    }

    /**
     * Returns the inflated bytes.
     *
     * @param limit the number of bytes after which to stop; the result has one more if there are more
     * @throws ZipException if the input is not one complete gzip member, or something follows it
     */
    static byte[] inflate(byte[] gzip, int limit) throws ZipException {
        // Okio does not check the compression method.
        if (gzip.length < 3 || gzip[2] != 8) {
            throw new ZipException("not gzip");
        }
        try (BufferedSource inflated = Okio.buffer(new GzipSource(new Buffer().write(gzip)))) {
            return inflated.request(limit + 1L) ? inflated.readByteArray(limit + 1L) : inflated.readByteArray();
        } catch (IOException e) {
            ZipException broken = new ZipException("the gzip is truncated or broken, or something follows it");
            broken.initCause(e);
            throw broken;
        }
    }
}

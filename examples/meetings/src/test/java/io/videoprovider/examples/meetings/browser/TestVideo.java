package io.videoprovider.examples.meetings.browser;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a person's camera shows: a silhouette in a colour, so that the pixels of a video prove whose it is. */
enum TestVideo {
    RED(0xd63c3c, 0xffd0c4),
    GREEN(0x1c9654, 0xc4f0d6),
    BLUE(0x325adc, 0xc8d7ff);

    static final boolean FOR_PICTURES = System.getProperty("images.write") != null;

    /** Small, because the machine that runs the tests encodes and decodes every video; larger for pictures in the documentation. */
    private static final int SCALE = FOR_PICTURES ? 2 : 1;

    private static final int WIDTH = 320 * SCALE;
    private static final int HEIGHT = 180 * SCALE;
    private static final int FRAMES = 10;

    private final int background;
    private final int foreground;

    /** Colours in the form {@code 0xrrggbb}. */
    TestVideo(int background, int foreground) {
        this.background = background;
        this.foreground = foreground;
    }

    /** Writes the video as YUV4MPEG2, the format of Chromium's {@code --use-file-for-fake-video-capture}. */
    Path write(Path folder) {
        Path file = folder.resolve(name().toLowerCase(Locale.ROOT) + ".y4m");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(("YUV4MPEG2 W" + WIDTH + " H" + HEIGHT + " F10:1 Ip A1:1 C420jpeg\n").getBytes(US_ASCII));
            for (int frame = 0; frame < FRAMES; frame++) {
                out.write("FRAME\n".getBytes(US_ASCII));
                out.write(frame(1.5 * SCALE * Math.sin(2 * Math.PI * frame / FRAMES)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private byte[] frame(double shift) {
        byte[] bytes = new byte[WIDTH * HEIGHT * 3 / 2];
        int u = WIDTH * HEIGHT;
        int v = u + u / 4;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                double fade = 1 - 0.35 * y / HEIGHT;
                boolean inside = inside(x - WIDTH / 2.0 - shift, y);
                double red = shade(inside, 16, fade);
                double green = shade(inside, 8, fade);
                double blue = shade(inside, 0, fade);
                bytes[y * WIDTH + x] = (byte) (16 + 0.257 * red + 0.504 * green + 0.098 * blue);
                if (x % 2 == 0 && y % 2 == 0) {
                    int at = y / 2 * (WIDTH / 2) + x / 2;
                    bytes[u + at] = (byte) (128 - 0.148 * red - 0.291 * green + 0.439 * blue);
                    bytes[v + at] = (byte) (128 + 0.439 * red - 0.368 * green - 0.071 * blue);
                }
            }
        }
        return bytes;
    }

    private double shade(boolean inside, int shift, double fade) {
        return inside ? (foreground >> shift) & 0xff : ((background >> shift) & 0xff) * fade;
    }

    private static boolean inside(double x, int y) {
        return Math.hypot(x, y - 75 * SCALE) < 35 * SCALE
                || Math.hypot(x / (70 * SCALE), (y - 195 * SCALE) / (75.0 * SCALE)) < 1;
    }
}

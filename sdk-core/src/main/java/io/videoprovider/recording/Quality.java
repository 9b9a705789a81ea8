package io.videoprovider.recording;

/** The size of a recorded or broadcast picture. */
public enum Quality {
    /** 640 × 360. */
    SD_360P(640, 360),
    /** 854 × 480. */
    SD_480P(854, 480),
    /** 1280 × 720. */
    HD_720P(1280, 720),
    /** 1920 × 1080. */
    HD_1080P(1920, 1080),
    /** 2560 × 1440. */
    QHD_1440P(2560, 1440),
    /** 3840 × 2160, needs {@code Capability.QUALITY_2160P}. */
    UHD_2160P(3840, 2160),
    /** 720 × 1280. */
    PORTRAIT_720P(720, 1280),
    /** 1080 × 1920. */
    PORTRAIT_1080P(1080, 1920);

    private final int width;
    private final int height;

    Quality(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /** Returns the width in pixels. */
    public int width() {
        return width;
    }

    /** Returns the height in pixels. */
    public int height() {
        return height;
    }
}

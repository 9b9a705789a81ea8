package io.videoprovider.benchmarks;

import java.util.Locale;
import java.util.Map;

/** A chart of horizontal bars as SVG. */
final class Chart {

    private static final int ROW = 26;
    private static final int LABELS = 220;
    private static final int WIDTH = 760;

    private Chart() {}

    /** Bars with their values, and a line at 1. */
    static String bars(String title, Map<String, Double> bars) {
        double most = Math.max(
                1,
                bars.values().stream()
                        .filter(Double::isFinite)
                        .mapToDouble(v -> v)
                        .max()
                        .orElse(1));
        double unit = (WIDTH - LABELS - 70) / most;
        int height = 50 + ROW * bars.size();
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n<text x=\"10\" y=\"22\" font-weight=\"bold\">%s</text>%n",
                WIDTH,
                height,
                title));
        int y = 38;
        for (Map.Entry<String, Double> bar : bars.entrySet()) {
            double value = Double.isFinite(bar.getValue()) ? bar.getValue() : 0;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                            + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\" fill=\"#4a7ebb\"/>"
                            + "<text x=\"%.1f\" y=\"%d\">%.2f</text>%n",
                    LABELS - 8,
                    y + 13,
                    bar.getKey(),
                    LABELS,
                    y,
                    value * unit,
                    LABELS + value * unit + 6,
                    y + 13,
                    value));
            y += ROW;
        }
        return svg.append(String.format(
                        Locale.ROOT,
                        "<line x1=\"%1$.1f\" y1=\"32\" x2=\"%1$.1f\" y2=\"%2$d\" stroke=\"#c33\" stroke-dasharray=\"4 3\"/>%n</svg>%n",
                        LABELS + unit,
                        height - 8))
                .toString();
    }
}

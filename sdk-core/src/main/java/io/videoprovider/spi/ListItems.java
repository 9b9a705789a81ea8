package io.videoprovider.spi;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps the items of a list response one by one. */
public final class ListItems {

    private static final Logger log = LoggerFactory.getLogger(ListItems.class);

    private ListItems() {}

    /**
     * Returns the items that can be mapped. One that cannot, such as one without a valid id, is left out with a warning in the log, so that
     * it does not hide the others.
     *
     * @param list names the list in the warning, such as {@code "livekit ListRooms"}
     * @param mapper throws {@link InvalidRequestException}, {@link DateTimeException} or {@link ArithmeticException} for an item that
     *     cannot be read
     */
    public static <S, T> List<T> map(String list, Collection<S> items, Function<? super S, ? extends T> mapper) {
        Check.notNull("list", list);
        Check.notNull("mapper", mapper);
        List<T> mapped = new ArrayList<>();
        for (S item : Check.listOf("items", items)) {
            try {
                mapped.add(mapper.apply(item));
            } catch (InvalidRequestException | DateTimeException | ArithmeticException e) {
                // Their messages name fields and limits, no values.
                log.warn("{}: left out an item that cannot be read: {}", list, e.getMessage());
            }
        }
        return Collections.unmodifiableList(mapped);
    }
}

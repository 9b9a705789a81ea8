package io.videoprovider.stream;

import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import java.util.List;
import java.util.function.Function;

/** Pages of Stream's query operations, which return a cursor for the next page. */
final class CursorPages {

    private CursorPages() {}

    /**
     * Returns the first page.
     *
     * @param list sends the query
     * @param items reads the items of a response
     */
    static <T> Page<T> of(Json query, Function<Json, Json> list, Function<Json, List<T>> items) {
        Json response = list.apply(query);
        String next = response.string("next");
        return new Page<>(
                items.apply(response),
                next.isEmpty()
                        ? null
                        : () -> of(query.toBuilder().put("next", next).build(), list, items));
    }
}

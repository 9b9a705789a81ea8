package io.videoprovider.livekit;

import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import java.util.List;
import java.util.function.Function;

/** Pages of LiveKit's list operations, which return a token for the next page. */
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
        Json token = response.object("next_page_token");
        return new Page<>(
                items.apply(response),
                token.string("token").isEmpty()
                        ? null
                        : () -> of(query.toBuilder().put("page_token", token).build(), list, items));
    }
}

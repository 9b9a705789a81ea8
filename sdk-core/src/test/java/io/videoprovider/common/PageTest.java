package io.videoprovider.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PageTest {

    private final AtomicInteger fetched = new AtomicInteger();

    /** Pages of two numbers each, up to a last number. */
    private Page<Integer> from(int first, int last) {
        return new Page<>(
                List.of(first, first + 1),
                first + 2 > last
                        ? null
                        : () -> {
                            fetched.incrementAndGet();
                            return from(first + 2, last);
                        });
    }

    @Test
    void iteration_fetches_each_page_when_it_is_reached() {
        Iterator<Integer> iterator = from(1, 6).iterator();

        assertThat(iterator.next()).isEqualTo(1);
        assertThat(iterator.next()).isEqualTo(2);
        assertThat(fetched).hasValue(0);
        assertThat(iterator.next()).isEqualTo(3);
        assertThat(fetched).hasValue(1);
        assertThat(iterator).toIterable().containsExactly(4, 5, 6);
        assertThat(fetched).hasValue(2);
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(iterator::remove).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void iterating_again_starts_again_from_this_page() {
        Page<Integer> second = from(1, 6).nextPage().orElseThrow();

        for (int again = 0; again < 2; again++) {
            assertThat(second).containsExactly(3, 4, 5, 6);
        }
        assertThat(second.stream()).containsExactly(3, 4, 5, 6);
        assertThat(second.items()).containsExactly(3, 4);
    }

    @Test
    void a_stream_fetches_no_more_than_it_needs() {
        assertThat(from(1, 1000).stream().filter(number -> number % 2 == 0).limit(2))
                .containsExactly(2, 4);

        assertThat(fetched).hasValue(1);
    }

    @Test
    void empty_pages_in_between_are_passed_over() {
        Page<Integer> pages = new Page<>(
                List.of(), () -> new Page<>(List.of(), () -> new Page<>(List.of(1), () -> Page.of(List.of()))));

        assertThat(pages).containsExactly(1);
        assertThat(Page.of(List.of())).isEmpty();
        assertThat(Page.of(List.of(1)).nextPage()).isEmpty();
    }

    @Test
    void a_failure_to_fetch_a_page_is_thrown_and_may_be_retried() {
        AtomicInteger tries = new AtomicInteger();
        Page<Integer> page = new Page<>(List.of(1), () -> {
            if (tries.getAndIncrement() == 0) {
                throw new IllegalArgumentException("no network");
            }
            return Page.of(List.of(2));
        });
        Iterator<Integer> iterator = page.iterator();
        assertThat(iterator.next()).isEqualTo(1);

        assertThatThrownBy(iterator::next).hasMessage("no network");

        assertThat(iterator.next()).isEqualTo(2);
        assertThat(iterator.hasNext()).isFalse();
    }

    @Test
    void many_pages_need_no_deep_stack() {
        assertThat(from(1, 200_000).stream().mapToLong(number -> number).sum()).isEqualTo(200_000L * 200_001 / 2);
    }

    @Test
    void a_page_does_not_change_and_shows_no_content() {
        List<String> items = new ArrayList<>(List.of("secret"));
        Page<String> page = Page.of(items);
        items.add("more");

        assertThat(page.items()).containsExactly("secret");
        assertThatThrownBy(() -> page.items().add("more")).isInstanceOf(UnsupportedOperationException.class);
        assertThat(page).hasToString("Page[1 items]");
        assertThat(from(1, 4)).hasToString("Page[2 items, more to come]");
    }

    @Test
    void a_list_that_the_vendor_cuts_off_is_truncated() {
        assertThat(Page.of(List.of(1, 2), 3).truncated()).isTrue();
        assertThat(Page.of(List.of(1, 2), 3).total()).isEqualTo(3);
        assertThat(Page.of(List.of(1, 2), 3)).hasToString("Page[2 items of 3, truncated]");
        assertThat(Page.of(List.of(1, 2), 2).truncated()).isFalse();
        assertThat(Page.of(List.of(1, 2), 1).truncated()).isFalse();
        assertThat(Page.of(List.of(1)).truncated()).isFalse();
        assertThat(Page.of(List.of(1)).total()).isNull();
        assertThat(from(1, 6).truncated()).isFalse();
    }
}

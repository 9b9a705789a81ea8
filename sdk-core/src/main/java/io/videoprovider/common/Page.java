package io.videoprovider.common;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, and the way to the next. Iterating a page goes on through all pages behind it, fetching each when it
 * is reached; {@link #items} stays on this one. Iterating again starts again from this page.
 *
 * <p>Immutable and thread-safe; each iterator is for one thread.
 */
public final class Page<T> implements Iterable<T> {

    private final List<T> items;
    private final @Nullable Supplier<Page<T>> next;

    /**
     * A page.
     *
     * @param next fetches the next page; null when this is the last
     */
    public Page(List<T> items, @Nullable Supplier<Page<T>> next) {
        this.items = List.copyOf(items);
        this.next = next;
    }

    /** The one and only page. */
    public static <T> Page<T> of(List<T> items) {
        return new Page<>(items, null);
    }

    /** What is on this page. */
    public List<T> items() {
        return items;
    }

    /** Fetches the next page; empty when this is the last. Each call asks the provider anew, and fails as it does. */
    public Optional<Page<T>> nextPage() {
        return next == null ? Optional.empty() : Optional.of(next.get());
    }

    /** Everything from this page on; pages are fetched as the stream reaches them. */
    public Stream<T> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private Page<T> page = Page.this;
            private Iterator<T> here = items.iterator();

            @Override
            public boolean hasNext() {
                while (!here.hasNext() && page.next != null) {
                    page = page.next.get();
                    here = page.items.iterator();
                }
                return here.hasNext();
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return here.next();
            }
        };
    }

    @Override
    public String toString() {
        return "Page[" + items.size() + " items" + (next == null ? "" : ", more to come") + "]";
    }
}

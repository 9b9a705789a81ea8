package io.videoprovider.common;

import io.videoprovider.error.Check;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list. Iteration continues through all following pages and fetches each when it is reached; {@link #items} contains this
 * page only. Another iteration starts again from this page.
 *
 * <p>Immutable and thread-safe; an iterator or stream is for one thread.
 */
public final class Page<T> implements Iterable<T> {

    private final List<T> items;
    private final @Nullable Supplier<Page<T>> next;
    private final @Nullable Long total;

    /**
     * Creates a page.
     *
     * @param next fetches the next page; null if this is the last one
     */
    public Page(List<T> items, @Nullable Supplier<Page<T>> next) {
        this(items, next, null);
    }

    private Page(List<T> items, @Nullable Supplier<Page<T>> next, @Nullable Long total) {
        this.items = Check.listOf("items", items);
        this.next = next;
        this.total = total;
    }

    /** Creates the only page of a list. */
    public static <T> Page<T> of(List<T> items) {
        return new Page<>(items, null);
    }

    /**
     * Creates the last page of a list that the vendor cuts off: {@link #truncated} is true if the total is larger than the number of
     * items.
     *
     * @param total the number of items that exist, as the vendor counts them
     */
    public static <T> Page<T> of(List<T> items, long total) {
        return new Page<>(items, null, total);
    }

    /**
     * Returns whether the vendor reported more items than it lists and has no pages for the others. The list is incomplete then, and no
     * next page has the rest.
     */
    public boolean truncated() {
        return next == null && total != null && total > items.size();
    }

    /** Returns the number of items that exist, as the vendor counts them; null if it does not report a number. */
    public @Nullable Long total() {
        return total;
    }

    /** Returns the items of this page. */
    public List<T> items() {
        return items;
    }

    /** Fetches the next page; empty if this is the last one. Every call sends a request and may fail like any remote operation. */
    public Optional<Page<T>> nextPage() {
        return next == null ? Optional.empty() : Optional.of(next.get());
    }

    /** Returns the items of this page and of all following pages, which are fetched when the stream reaches them. */
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
        String rest = next == null ? "" : ", more to come";
        return "Page[" + items.size() + " items" + (truncated() ? " of " + total + ", truncated" : rest) + "]";
    }
}

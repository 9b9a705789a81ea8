package io.videoprovider.common;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a small JSON object, as most are: names and values in two arrays, searched from the front. A third of the memory of a
 * hash map, and no slower. Unmodifiable.
 */
final class Fields extends AbstractMap<String, @Nullable Object> {

    /** From here on searching from the front would be slow, and for a hostile object very slow. */
    private static final int MOST = 16;

    private final String[] names;
    private final @Nullable Object[] values;

    private Fields(String[] names, @Nullable Object[] values) {
        this.names = names;
        this.values = values;
    }

    @Override
    public int size() {
        return names.length;
    }

    private int indexOf(@Nullable Object name) {
        return name == null ? -1 : indexOf(name, names, names.length);
    }

    /** Names remember their hash code, which tells nearly all others apart at once. */
    private static int indexOf(Object name, String[] names, int size) {
        int hash = name.hashCode();
        for (int i = 0; i < size; i++) {
            if (names[i].hashCode() == hash && names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
        int at = indexOf(name);
        return at < 0 ? null : values[at];
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return indexOf(name) >= 0;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super @Nullable Object> action) {
        for (int i = 0; i < names.length; i++) {
            action.accept(names[i], values[i]);
        }
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Object remove(@Nullable Object name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return Fields.this.size();
            }

            @Override
            public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, @Nullable Object>> {

        private int next;

        @Override
        public boolean hasNext() {
            return next < names.length;
        }

        @Override
        public Map.Entry<String, @Nullable Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int at = next++;
            return new SimpleImmutableEntry<>(names[at], values[at]);
        }
    }

    /** Collects fields in their order; of several with one name the last value counts, at the place of the first. Used once. */
    static final class Collector {

        private String[] names = new String[4];
        private @Nullable Object[] values = new @Nullable Object[4];
        private int size;
        private @Nullable Map<String, @Nullable Object> many;

        void put(String name, @Nullable Object value) {
            if (many != null) {
                many.put(name, value);
                return;
            }
            int at = indexOf(name, names, size);
            if (at >= 0) {
                values[at] = value;
                return;
            }
            if (size == MOST) {
                Map<String, @Nullable Object> all = new LinkedHashMap<>();
                new Fields(names, values).forEach(all::put);
                all.put(name, value);
                many = all;
                return;
            }
            if (size == names.length) {
                resize(Math.min(2 * size, MOST));
            }
            names[size] = name;
            values[size++] = value;
        }

        private void resize(int length) {
            names = Arrays.copyOf(names, length);
            values = Arrays.copyOf(values, length);
        }

        Map<String, @Nullable Object> unmodifiable() {
            if (many != null) {
                return Collections.unmodifiableMap(many);
            }
            if (size < names.length) {
                resize(size);
            }
            return new Fields(names, values);
        }
    }
}

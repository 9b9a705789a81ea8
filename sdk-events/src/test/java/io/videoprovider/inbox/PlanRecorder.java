package io.videoprovider.inbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Explains each prepared statement on its connection, in its transaction, immediately before it is executed. */
@SuppressWarnings("exports")
public final class PlanRecorder {

    /** Reads the plan of a statement. */
    public interface Explain {

        /** Returns the reads in the plan that visit more rows than the statement asks for. */
        List<String> scans(Connection connection, String sql, Setters setters) throws SQLException;
    }

    /** The calls that bind the parameters of a statement. */
    public static final class Setters {

        private record Call(Method method, List<@Nullable Object> arguments) {}

        private final List<Call> calls = new ArrayList<>();

        private Setters() {}

        /** Returns the bound values by index; a value is null or that of a JDBC type. */
        public Map<Integer, Optional<Object>> values() {
            Map<Integer, Optional<Object>> values = new TreeMap<>();
            for (Call call : calls) {
                values.put(
                        (Integer) Objects.requireNonNull(call.arguments.get(0)),
                        call.method.getName().equals("setNull")
                                ? Optional.empty()
                                : Optional.ofNullable(call.arguments.get(1)));
            }
            return values;
        }

        /** Returns the bound values by index, as the JDBC types that the driver sends. */
        public Map<Integer, Class<?>> types() {
            Map<Integer, Class<?>> types = new TreeMap<>();
            for (Call call : calls) {
                Object value = call.arguments.get(1);
                types.put(
                        (Integer) Objects.requireNonNull(call.arguments.get(0)),
                        call.method.getName().equals("setObject") && value != null
                                ? value.getClass()
                                : call.method.getParameterTypes()[1]);
            }
            return types;
        }

        public void apply(PreparedStatement statement) throws SQLException {
            for (Call call : calls) {
                invoke(statement, call.method, call.arguments.toArray());
            }
        }
    }

    private final DataSource database;
    private final Explain explain;

    /** The statements that were executed. */
    public final Set<String> statements = Collections.synchronizedSet(new LinkedHashSet<>());

    /** The statements that failed. */
    public final List<String> failures = new CopyOnWriteArrayList<>();

    /** The scans that were found, with their statements. */
    public final Set<String> scans = new LinkedHashSet<>();

    public PlanRecorder(DataSource database, Explain explain) {
        this.database = database;
        this.explain = explain;
    }

    /** Returns the database, with connections whose statements are explained. */
    public DataSource dataSource() {
        return proxy(DataSource.class, (method, arguments) -> {
            Object result = invoke(database, method, arguments);
            return result instanceof Connection connection ? observed(connection) : result;
        });
    }

    private Connection observed(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> {
            Object result = invoke(connection, method, arguments);
            return result instanceof PreparedStatement statement
                    ? observed(connection, statement, String.valueOf(arguments[0]))
                    : result;
        });
    }

    private PreparedStatement observed(Connection connection, PreparedStatement statement, String sql) {
        Setters setters = new Setters();
        return proxy(PreparedStatement.class, (method, arguments) -> {
            if (method.getName().startsWith("set")) {
                setters.calls.add(new Setters.Call(method, Arrays.asList(arguments)));
            } else if (Set.of("executeQuery", "executeUpdate", "addBatch").contains(method.getName())) {
                statements.add(sql);
                explain.scans(connection, sql, setters).forEach(scan -> scans.add(scan + " in " + sql));
            }
            try {
                return invoke(statement, method, arguments);
            } catch (SQLException e) {
                failures.add(e + " in " + sql);
                throw e;
            }
        });
    }

    private interface Invocation {
        @Nullable
        Object run(Method method, @Nullable Object[] arguments) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, Invocation invocation) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> invocation.run(method, arguments == null ? new Object[0] : arguments)));
    }

    private static @Nullable Object invoke(Object target, Method method, @Nullable Object[] arguments)
            throws SQLException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}

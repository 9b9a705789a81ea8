package io.videoprovider.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.history.jdbc.JdbcHistory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class H2HistoryTest extends JdbcHistoryContract {

    @Override
    TestDatabase database() {
        return TestDatabase.h2();
    }

    /** H2 reports a general error if another instance creates an index after IF NOT EXISTS has been evaluated. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tables_are_created_although_another_instance_is_first_with_each_index(boolean atFirstAccess)
            throws SQLException {
        for (String table : TABLES) {
            execute("DROP TABLE " + table);
        }
        Set<String> indexes = new HashSet<>();
        JdbcHistory history = JdbcHistory.builder(racing(DataSource.class, pool, indexes))
                .createTables(atFirstAccess)
                .build();

        if (!atFirstAccess) {
            history.createTables();
        }

        history.check();
        assertThat(indexes).hasSizeGreaterThan(20);
    }

    /** Returns an object with which another instance creates each index immediately before. */
    private <T> T racing(Class<T> type, T target, Set<String> indexes) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("execute")
                            && arguments[0] instanceof String sql
                            && sql.startsWith("CREATE INDEX")
                            && indexes.add(sql)) {
                        execute(sql);
                        throw new SQLException("object already exists", "HY000", 50000);
                    }
                    Object result;
                    try {
                        result = method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (result instanceof Connection connection) {
                        return racing(Connection.class, connection, indexes);
                    }
                    return method.getName().equals("createStatement")
                            ? racing(Statement.class, (Statement) result, indexes)
                            : result;
                }));
    }
}

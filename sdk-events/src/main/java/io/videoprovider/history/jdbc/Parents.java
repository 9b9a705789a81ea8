package io.videoprovider.history.jdbc;

import io.videoprovider.common.CallId;
import io.videoprovider.history.CallEntry;
import io.videoprovider.history.SessionEntry;
import java.sql.SQLTransactionRollbackException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loaded calls and sessions, to which rows of other tables refer. Instead of a join: a plan that was made while the tables were small may read
 * all rows of an index later. Not thread-safe.
 */
final class Parents {

    private final Map<String, CallId> calls = new HashMap<>();
    private final Map<String, String> sessionIds = new HashMap<>();

    void add(CallEntry call) {
        calls.put(call.id(), call.call());
    }

    void add(SessionEntry session) {
        sessionIds.put(session.id(), session.sessionId());
    }

    CallId call(byte[] reference) throws SQLTransactionRollbackException {
        return known(calls.get(HexFormat.of().formatHex(reference)));
    }

    String sessionId(byte[] reference) throws SQLTransactionRollbackException {
        return known(sessionIds.get(HexFormat.of().formatHex(reference)));
    }

    /** A call that is created by another transaction after this one has looked for it: with SQLSTATE 40001, the transaction is repeated. */
    private static <T> T known(@Nullable T parent) throws SQLTransactionRollbackException {
        if (parent == null) {
            throw new SQLTransactionRollbackException("the call was created at the same time", "40001");
        }
        return parent;
    }
}

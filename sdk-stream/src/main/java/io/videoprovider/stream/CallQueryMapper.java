package io.videoprovider.stream;

import io.videoprovider.call.CallQuery;
import io.videoprovider.common.Json;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.stream.client.StreamUserId;
import java.time.Instant;
import java.util.List;

/** Maps queries for calls to {@code filter_conditions} and {@code sort} of {@code QueryCalls}. */
final class CallQueryMapper {

    private CallQueryMapper() {}

    /** @param now the time after which the start of a scheduled call is */
    static Json filter(CallQuery query, Instant now) {
        Json.Builder filter = Json.builder();
        if (query.createdBy() != null) {
            filter.put("created_by_user_id", condition("$eq", StreamUserId.check("createdBy", query.createdBy())));
        }
        if (query.member() != null) {
            filter.put("members", condition("$in", List.of(StreamUserId.check("member", query.member()))));
        }
        if (query.type() != null) {
            filter.put("type", condition("$eq", query.type()));
        }
        Json.Builder start = Json.builder();
        if (query.startsFrom() != null) {
            start.put("$gte", query.startsFrom().toString());
        }
        if (query.startsBefore() != null) {
            start.put("$lt", query.startsBefore().toString());
        }
        if (query.state() != null) {
            switch (query.state()) {
                case LIVE -> filter.put("ongoing", condition("$eq", true));
                case SCHEDULED -> {
                    start.put("$gt", now.toString());
                    filter.put("ongoing", condition("$eq", false)).put("ended_at", condition("$exists", false));
                }
                case ENDED -> filter.put("ended_at", condition("$exists", true));
            }
        }
        filter.putIfNotEmpty("starts_at", start.build().asMap());
        CallMapper.rejectTitle(query.custom());
        query.custom().forEach((name, value) -> filter.put("custom." + checkedName(name), condition("$eq", value)));
        return filter.build();
    }

    private static Json condition(String operator, Object value) {
        return Json.builder().put(operator, value).build();
    }

    /** Stream reads a dot as the path to a field of an object. */
    private static String checkedName(String name) {
        if (name.indexOf('.') >= 0 || name.indexOf('$') >= 0) {
            throw new InvalidRequestException(
                    "name of a custom value", "must not contain a dot or a dollar sign in a query of Stream");
        }
        return name;
    }

    static Json sort(CallQuery.Order order) {
        String field = switch (order) {
            case OLDEST_FIRST, NEWEST_FIRST -> "created_at";
            case EARLIEST_START_FIRST, LATEST_START_FIRST -> "starts_at";
        };
        boolean ascending = order == CallQuery.Order.OLDEST_FIRST || order == CallQuery.Order.EARLIEST_START_FIRST;
        return Json.builder()
                .put("field", field)
                .put("direction", ascending ? 1 : -1)
                .build();
    }
}

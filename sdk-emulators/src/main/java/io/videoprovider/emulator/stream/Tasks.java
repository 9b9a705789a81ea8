package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.Json;
import io.videoprovider.emulator.internal.Timers;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** The asynchronous tasks of the server: pending, running, completed or failed. */
final class Tasks implements Operation.Service {

    private static final Duration UNTIL_RUNNING = Duration.ofMillis(500);
    private static final Duration UNTIL_COMPLETED = Duration.ofSeconds(2);

    private final Clock clock;
    private final Timers timers;
    private final Consumer<Runnable> locked;
    private final Map<String, ObjectNode> tasks = new HashMap<>();

    /** @param locked runs work under the server's lock */
    Tasks(Clock clock, Timers timers, Consumer<Runnable> locked) {
        this.clock = clock;
        this.timers = timers;
        this.locked = locked;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.server("GetTask", "GET", "/api/v2/tasks/{id}", this::get));
    }

    private ObjectNode get(Operation.Exchange exchange) {
        ObjectNode task = tasks.get(exchange.path("id"));
        if (task == null) {
            throw ApiError.notFound("Can't find task with id " + exchange.path("id"));
        }
        return task.deepCopy();
    }

    /**
     * Starts a task.
     *
     * @param work the work of the task, which returns its result
     * @return the id of the task
     */
    String begin(Supplier<ObjectNode> work) {
        long now = Times.nanos(clock.instant());
        ObjectNode task = Json.object()
                .put("task_id", UUID.randomUUID().toString())
                .put("status", "pending")
                .put("created_at", now)
                .put("updated_at", now);
        tasks.put(Json.text(task, "task_id"), task);
        timers.after(UNTIL_RUNNING, () -> locked.accept(() -> status(task, "running")));
        timers.after(
                UNTIL_COMPLETED,
                () -> locked.accept(() -> {
                    if (tasks.containsKey(Json.text(task, "task_id"))) {
                        task.set("result", work.get());
                        status(task, "completed");
                    }
                }));
        return Json.text(task, "task_id");
    }

    private void status(ObjectNode task, String status) {
        task.put("status", status).put("updated_at", Times.nanos(clock.instant()));
    }

    void clear() {
        tasks.clear();
    }
}

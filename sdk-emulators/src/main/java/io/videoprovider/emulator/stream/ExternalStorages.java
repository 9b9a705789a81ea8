package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.Operation.server;

import io.videoprovider.emulator.internal.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** The customer's own buckets, by name. Their credentials are checked, but neither stored nor returned. */
final class ExternalStorages implements Operation.Service {

    private static final int MOST = 10;

    private final Map<String, ObjectNode> storages = new LinkedHashMap<>();

    @Override
    public List<Operation> operations() {
        String one = "/api/v2/external_storage/{name}";
        return List.of(
                server("ListExternalStorage", "GET", "/api/v2/external_storage", exchange -> list()),
                server("CreateExternalStorage", "POST", "/api/v2/external_storage", this::create),
                server("UpdateExternalStorage", "PUT", one, this::update),
                server("DeleteExternalStorage", "DELETE", one, this::delete),
                server("CheckExternalStorage", "GET", one + "/check", this::check));
    }

    /** @throws ApiError if the storage does not exist */
    ObjectNode existing(String name) {
        ObjectNode storage = storages.get(name);
        if (storage == null) {
            throw ApiError.notFound("Can't find external storage with name " + name);
        }
        return storage;
    }

    private ObjectNode list() {
        ObjectNode answer = Json.object();
        ObjectNode all = answer.putObject("external_storages");
        storages.forEach((name, storage) -> all.set(name, storage.deepCopy()));
        return answer;
    }

    private ObjectNode create(Operation.Exchange exchange) {
        String name = exchange.body().required("name");
        if (name.startsWith("stream-")) {
            throw ApiError.input(name + " name reserved for internal use");
        }
        if (storages.containsKey(name)) {
            throw ApiError.input("external storage with name " + name + " already exists");
        }
        if (storages.size() >= MOST) {
            throw ApiError.input("an application has at most " + MOST + " external storages");
        }
        storages.put(name, storage(name, exchange.body()));
        return Json.object();
    }

    private ObjectNode update(Operation.Exchange exchange) {
        String name = exchange.path("name");
        existing(name);
        ObjectNode storage = storage(name, exchange.body());
        storages.put(name, storage);
        return storage.deepCopy();
    }

    private static ObjectNode storage(String name, Body body) {
        String type = body.oneOf("storage_type", List.of("s3", "gcs", "abs"));
        ObjectNode storage = Json.object()
                .put("name", name)
                .put("type", type)
                .put("bucket", body.required("bucket"))
                .put("path", body.text("path").orElse(""));
        switch (type) {
            case "s3" -> new Body(body.object("aws_s3").orElseGet(Json::object)).required("s3_region");
            case "gcs" -> body.required("gcs_credentials");
            default -> {
                Body azure = new Body(body.object("azure_blob").orElseGet(Json::object));
                for (String field :
                        List.of("abs_account_name", "abs_client_id", "abs_client_secret", "abs_tenant_id")) {
                    azure.required(field);
                }
            }
        }
        return storage;
    }

    private ObjectNode delete(Operation.Exchange exchange) {
        existing(exchange.path("name"));
        storages.remove(exchange.path("name"));
        return Json.object();
    }

    private ObjectNode check(Operation.Exchange exchange) {
        return Json.object()
                .put("file_url", url(existing(exchange.path("name")), "stream-" + UUID.randomUUID() + ".md"));
    }

    /** Returns the URL that a file in a storage would have. */
    static String url(ObjectNode storage, String file) {
        String path = Json.text(storage, "path");
        String separator = path.isEmpty() || path.endsWith("/") ? "" : "/";
        return Json.text(storage, "type") + "://" + Json.text(storage, "bucket") + "/" + path + separator + file;
    }

    void clear() {
        storages.clear();
    }
}

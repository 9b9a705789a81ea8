package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.NotFoundException;
import java.util.List;
import okhttp3.HttpUrl;

/**
 * Operations on the devices of users that receive push notifications, with Stream's names. {@link StreamClient#devices} returns it.
 * Thread-safe.
 */
public final class DeviceClient {

    /** More than the longest push tokens in use, and less than the length of a URL that proxies accept. */
    private static final int MAX_ID = 4096;

    private final StreamTransport transport;

    DeviceClient(StreamTransport transport) {
        this.transport = transport;
    }

    /**
     * {@code CreateDevice}. A device that the user has already stays as it is.
     *
     * @param userId the user, who must exist
     * @param device {@code id}, the push token, and {@code push_provider}: {@code firebase}, {@code apn}, {@code huawei} or {@code
     *     xiaomi}; also {@code push_provider_name}, {@code voip_token}, {@code hardware_id}
     */
    public void createDevice(String userId, Json device) {
        String user = StreamUserId.check("userId", userId);
        id(Check.notNull("device", device).string("id"));
        Check.text("push_provider", device.string("push_provider"));
        transport.call(
                StreamOperation.CREATE_DEVICE,
                device.toBuilder().put("user_id", user).build());
    }

    private static String id(String id) {
        return Check.atMost("device id", Check.text("device id", id), MAX_ID);
    }

    /**
     * {@code ListDevices}.
     *
     * @return the user's devices, each with {@code id}, {@code push_provider}, {@code created_at}
     */
    public List<Json> listDevices(String userId) {
        HttpUrl target = transport
                .target(StreamOperation.LIST_DEVICES)
                .addQueryParameter("user_id", StreamUserId.check("userId", userId))
                .build();
        return transport
                .execute(StreamOperation.LIST_DEVICES, target, null, (json, response, attempt) -> json)
                .objects("devices");
    }

    /**
     * {@code DeleteDevice}. Also succeeds if an earlier attempt deleted it and its response was lost.
     *
     * @throws NotFoundException if the user has no such device
     */
    public void deleteDevice(String userId, String deviceId) {
        HttpUrl target = transport
                .target(StreamOperation.DELETE_DEVICE)
                .addQueryParameter("user_id", StreamUserId.check("userId", userId))
                .addQueryParameter("id", id(Check.notNull("device id", deviceId)))
                .build();
        transport.delete(StreamOperation.DELETE_DEVICE, target);
    }
}

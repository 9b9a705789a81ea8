package io.videoprovider.examples.meetings;

import io.videoprovider.recording.Storage;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the application.
 *
 * @param url the public address, for invitation links; null: that of the request
 * @param users the users of the form login; empty disables it
 * @param password the password of these users
 * @param joinAhead how long before its start a scheduled meeting can be joined
 * @param tokenTtl the validity of a join token; the page fetches a new one in time
 * @param ringTimeout after how long a call is missed
 * @param requestsPerMinute requests of one user or, without sign-in, of one address
 * @param signInsPerMinute sign-ins of one address, and its attempts to open shared recordings without sign-in
 * @param mediaSources further origins that the page may play recordings and streams from
 * @param storage the bucket for recordings and HLS; null: the default storage of the provider
 */
@ConfigurationProperties("meetings")
record MeetingsProperties(
        @Nullable URI url,
        @DefaultValue List<User> users,
        @DefaultValue("") String password,
        @DefaultValue("15m") Duration joinAhead,
        @DefaultValue("10m") Duration tokenTtl,
        @DefaultValue("30s") Duration ringTimeout,
        @DefaultValue("600") int requestsPerMinute,
        @DefaultValue("10") int signInsPerMinute,
        @DefaultValue List<String> mediaSources,
        @Nullable Bucket storage) {

    /** A user of the form login. */
    record User(String id, String name) {}

    /**
     * An S3-compatible bucket.
     *
     * @param endpoint the address for the recording service; null: Amazon's
     * @param publicEndpoint the address for this application and for browsers; null: the same
     */
    record Bucket(
            String bucket,
            @DefaultValue("us-east-1") String region,
            @Nullable URI endpoint,
            @Nullable URI publicEndpoint,
            @DefaultValue("false") boolean pathStyle,
            String accessKey,
            String secretKey) {

        Storage toStorage() {
            Storage.S3 s3 = Storage.s3(bucket).region(region).credentials(accessKey, secretKey);
            s3 = endpoint == null ? s3 : s3.endpoint(endpoint);
            return pathStyle ? s3.pathStyle() : s3;
        }

        @Nullable
        URI reachableEndpoint() {
            return publicEndpoint == null ? endpoint : publicEndpoint;
        }

        @Override
        public String toString() {
            return "Bucket[" + bucket + "]";
        }
    }

    Storage recordings() {
        return storage == null ? Storage.providerDefault() : storage.toStorage();
    }

    @Override
    public String toString() {
        return "MeetingsProperties[url=" + url + ", users=" + users + "]";
    }
}

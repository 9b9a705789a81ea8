package io.videoprovider.spring.autoconfigure.history;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of invitations.
 *
 * @param enabled Whether to create Invitations with a call history.
 * @param timeout Time until a call is missed, unless the request sets another.
 * @param poll Interval at which rings that have timed out are looked for.
 * @param busyInCalls Whether users who are connected to another call are busy.
 */
@ConfigurationProperties("videoprovider.invitations")
record InvitationProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("30s") Duration timeout,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("true") boolean busyInCalls) {}

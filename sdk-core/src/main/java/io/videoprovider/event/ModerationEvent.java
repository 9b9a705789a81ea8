package io.videoprovider.event;

/** What people may do in the call changed. */
public sealed interface ModerationEvent extends VideoEvent
        permits UserBlocked, UserUnblocked, UserRemoved, UsersMuted, PermissionsRequested, PermissionsUpdated {}

package io.videoprovider.event;

/** A user was blocked, removed or muted, or permissions changed. */
public sealed interface ModerationEvent extends VideoEvent
        permits UserBlocked, UserUnblocked, UserRemoved, UsersMuted, PermissionsRequested, PermissionsUpdated {}

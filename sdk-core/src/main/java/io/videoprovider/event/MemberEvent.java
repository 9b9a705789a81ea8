package io.videoprovider.event;

/** The members of a call changed. */
public sealed interface MemberEvent extends VideoEvent permits MembersAdded, MembersUpdated, MembersRemoved {}

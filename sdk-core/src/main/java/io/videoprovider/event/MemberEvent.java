package io.videoprovider.event;

/** The list of those who are invited changed. */
public sealed interface MemberEvent extends VideoEvent permits MembersAdded, MembersUpdated, MembersRemoved {}

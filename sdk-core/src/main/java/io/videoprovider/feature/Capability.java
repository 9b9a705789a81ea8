package io.videoprovider.feature;

/**
 * An option of a request that not every provider supports. A provider rejects an unsupported option with {@code
 * UnsupportedFeatureException} before any I/O.
 */
public enum Capability {
    /** A limit for the participants of a call. */
    CALL_MAX_PARTICIPANTS,
    /** A user who creates the call. */
    CALL_CREATOR,
    /** Members who are invited when the call is created. */
    CALL_MEMBERS,
    /** A call that admits users only from some time before its start on. */
    CALL_JOIN_AHEAD,
    /** Recording a call from the first participant on. */
    CALL_AUTO_RECORDING,
    /** Transcribing a call from the first participant on. */
    CALL_AUTO_TRANSCRIPTION,
    /** Deleting a call without its data. */
    CALL_DELETE_SOFT,
    /** Listing the calls that a user created. */
    CALL_QUERY_CREATOR,
    /** Listing the calls that have a member. */
    CALL_QUERY_MEMBER,
    /** Listing the calls of one type. */
    CALL_QUERY_TYPE,
    /** Listing the calls that are live or scheduled. */
    CALL_QUERY_STATE,
    /** Listing the calls that have been ended. */
    CALL_QUERY_ENDED,
    /** Listing the calls whose planned start is in a range. */
    CALL_QUERY_START,
    /** Listing the calls with certain custom data. */
    CALL_QUERY_CUSTOM,
    /** Listing calls in another order than by creation time, ascending. */
    CALL_QUERY_ORDER,
    /** A token for no particular call. */
    TOKEN_WITHOUT_CALL,
    /** Metadata in a token. */
    TOKEN_METADATA,
    /** Attributes in a token. */
    TOKEN_ATTRIBUTES,
    /** A token that becomes valid later. */
    TOKEN_JOIN_WINDOW,
    /** A token with any set of permissions; otherwise only with those of a role. */
    TOKEN_PERMISSIONS,
    /** Changing the display name of a connected participant. */
    PARTICIPANT_RENAME,
    /** Changing the metadata of a connected participant. */
    PARTICIPANT_METADATA,
    /** Changing the attributes of a connected participant. */
    PARTICIPANT_ATTRIBUTES,
    /** Changing whether a connected participant may subscribe, send data, or change the own metadata. */
    PARTICIPANT_ALL_PERMISSIONS,
    /** A message to some of the participants; otherwise only to all. */
    MESSAGE_TO_PARTICIPANTS,
    /** Muting one track by its id. */
    MUTE_TRACK,
    /** Recording the whole call in one picture. */
    RECORD_COMPOSITE,
    /** Recording one participant. */
    RECORD_PARTICIPANT,
    /** Recording one track. */
    RECORD_TRACK,
    /** Recording every participant in separate files. */
    RECORD_INDIVIDUAL,
    /** Recording the received media without transcoding. */
    RECORD_RAW,
    /** Recording audio only. */
    RECORD_AUDIO_ONLY,
    /** Setting the layout of a composite recording. */
    RECORDING_LAYOUT,
    /** Changing the layout of a composite recording while it runs. */
    RECORDING_CHANGE_LAYOUT,
    /** A layout that a web page of your own draws, in recordings and broadcasts. */
    LAYOUT_TEMPLATE,
    /** Options of a layout, in recordings and broadcasts. */
    LAYOUT_OPTIONS,
    /** Setting the size of the picture. */
    RECORDING_QUALITY,
    /** Setting the name of the file. */
    RECORDING_PATH,
    /** Setting the format of the file. */
    RECORDING_FORMAT,
    /** A picture of 3840 × 2160 in recordings and broadcasts. */
    QUALITY_2160P,
    /** Deleting the files of a recording, which the provider hosts. */
    RECORDING_DELETE,
    /** A storage that is configured at the provider under a name. */
    STORAGE_NAMED,
    /** An S3 bucket in the request. */
    STORAGE_S3,
    /** A Google Cloud Storage bucket in the request. */
    STORAGE_GCS,
    /** An Azure container in the request. */
    STORAGE_AZURE,
    /** An HLS broadcast that the provider serves. */
    BROADCAST_HLS_HOSTED,
    /** An HLS broadcast that is written to a storage in the request. */
    BROADCAST_HLS_STORAGE,
    /** A broadcast that is pushed by SRT. */
    BROADCAST_SRT,
    /** One broadcast that is pushed to several servers. */
    BROADCAST_SEVERAL_DESTINATIONS,
    /** Adding and removing servers while a broadcast runs. */
    BROADCAST_CHANGE_DESTINATIONS,
    /** Setting the bitrate of a broadcast. */
    BROADCAST_BITRATE,
    /** Setting the frame rate of a broadcast. */
    BROADCAST_FRAME_RATE,
    /** An ingress by SRT. */
    INGRESS_SRT,
    /** An ingress whose key expires at a given time. */
    INGRESS_TTL
}

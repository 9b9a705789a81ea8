package io.videoprovider.feature;

/**
 * Something that a request may ask for and not every provider has. What is not there is refused with
 * {@code UnsupportedFeatureException} before any I/O.
 */
public enum Capability {
    /** A limit on the participants of a call. */
    CALL_MAX_PARTICIPANTS,
    /** A call that somebody in particular makes. */
    CALL_CREATOR,
    /** Inviting people when a call is made. */
    CALL_MEMBERS,
    /** A token for no call in particular. */
    TOKEN_WITHOUT_CALL,
    /** Metadata in a token. */
    TOKEN_METADATA,
    /** Attributes in a token. */
    TOKEN_ATTRIBUTES,
    /** A token that works from a later moment on. */
    TOKEN_JOIN_WINDOW,
    /** A token with any set of permissions; otherwise those of a role only. */
    TOKEN_PERMISSIONS,
    /** Changing the name of a connected participant. */
    PARTICIPANT_RENAME,
    /** Changing the metadata of a connected participant. */
    PARTICIPANT_METADATA,
    /** Changing the attributes of a connected participant. */
    PARTICIPANT_ATTRIBUTES,
    /** Changing whether a connected participant may subscribe, send data, or change their own metadata. */
    PARTICIPANT_ALL_PERMISSIONS,
    /** Muting one track by its id. */
    MUTE_TRACK,
    /** Recording the whole call in one picture. */
    RECORD_COMPOSITE,
    /** Recording one participant. */
    RECORD_PARTICIPANT,
    /** Recording one track. */
    RECORD_TRACK,
    /** Recording every participant in files of their own. */
    RECORD_INDIVIDUAL,
    /** Recording everything as it came over the wire. */
    RECORD_RAW,
    /** Recording without the picture. */
    RECORD_AUDIO_ONLY,
    /** Choosing the layout of a composite. */
    RECORDING_LAYOUT,
    /** Choosing the size of the picture. */
    RECORDING_QUALITY,
    /** Choosing what the file is called. */
    RECORDING_PATH,
    /** Files in a storage that was set up at the provider under a name. */
    STORAGE_NAMED,
    /** Files in an S3 bucket given with the request. */
    STORAGE_S3,
    /** Files in a Google Cloud Storage bucket given with the request. */
    STORAGE_GCS,
    /** Files in an Azure container given with the request. */
    STORAGE_AZURE,
    /** A broadcast as HLS that the provider serves. */
    BROADCAST_HLS_HOSTED,
    /** A broadcast as HLS into a storage given with the request. */
    BROADCAST_HLS_STORAGE,
    /** A broadcast pushed by SRT. */
    BROADCAST_SRT,
    /** One broadcast pushed to several servers. */
    BROADCAST_SEVERAL_DESTINATIONS,
    /** An ingress by SRT. */
    INGRESS_SRT,
    /** An ingress whose key stops working at a chosen time. */
    INGRESS_TTL
}

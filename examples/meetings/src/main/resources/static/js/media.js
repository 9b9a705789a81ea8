// The connection to the media server, with LiveKit's client. Its errors can contain the token, so they end here.

/**
 * `events`: `people(list)`, `state('connecting' | 'connected' | 'reconnecting')`, `over(reason)` with `removed`, `ended`, `other-tab` or `denied`,
 * `data(json)`, `caption({ name, text })`, `muted(kind)`, `sound(blocked)`. `renew()` resolves to a new admission: `{ serverUrl, token, expiresAt, iceServers }`.
 */
export async function media(url, renew, events) {
  const { DisconnectReason, Room, RoomEvent, Track, setLogLevel } = await import(url);
  setLogLevel('silent');   // Its log would have the token in the console.
  const sounds = document.createElement('div');
  document.body.append(sounds);
  let room, admission, timer, connected = false, recovering = false, leaving = false, own = false;
  // Chosen devices, and whether they are on. The client forgets the latter when it disconnects.
  let wanted = {};
  const on = { audio: false, video: false };

  const person = (participant) => {
    const track = (source) => {
      const publication = participant.getTrackPublication(source);
      return publication?.track && !publication.isMuted ? publication.track : undefined;
    };
    const microphone = participant.getTrackPublication(Track.Source.Microphone);
    return {
      id: participant.identity, name: participant.name || participant.identity, mine: participant.isLocal,
      audio: Boolean(microphone) && !microphone.isMuted, video: track(Track.Source.Camera), screen: track(Track.Source.ScreenShare),
      speaking: participant.isSpeaking, quality: { poor: 'poor', lost: 'poor', good: 'good', excellent: 'excellent' }[participant.connectionQuality],
    };
  };
  const show = () => room.state === 'connected' && events.people([room.localParticipant, ...room.remoteParticipants.values()]
    .filter((participant) => participant.isLocal || participant.attributes.role !== 'VIEWER').map(person));

  function create() {
    const created = room = new Room({ adaptiveStream: true, dynacast: true, audioOutput: { deviceId: wanted.speaker } });
    for (const event of ['ParticipantConnected', 'ParticipantDisconnected', 'TrackPublished', 'TrackUnpublished', 'TrackMuted', 'TrackUnmuted', 'TrackSubscribed', 'TrackUnsubscribed',
      'LocalTrackPublished', 'LocalTrackUnpublished', 'ActiveSpeakersChanged', 'ConnectionQualityChanged', 'ParticipantNameChanged', 'ParticipantPermissionsChanged', 'Reconnected']) room.on(RoomEvent[event], show);
    room.on(RoomEvent.TrackSubscribed, (track) => { if (track.kind === 'audio') sounds.append(track.attach()); })
      .on(RoomEvent.TrackUnsubscribed, (track) => { if (track.kind === 'audio') track.detach().forEach((element) => element.remove()); })
      .on(RoomEvent.TrackMuted, (publication, participant) => {
        if (!participant.isLocal || own) return;
        if (publication.source === 'camera') on.video = false;
        if (publication.source === 'microphone') on.audio = false;
        events.muted(publication.source);
      })
      .on(RoomEvent.DataReceived, (payload, participant, kind, topic) => {
        // Only the server sends without a participant.
        if (topic === 'meeting' && !participant) events.data(JSON.parse(new TextDecoder().decode(payload)));
      })
      .on(RoomEvent.TranscriptionReceived, (segments, participant) =>
        events.caption({ name: participant?.name || participant?.identity || '', text: segments.map((segment) => segment.text).join(' ') }))
      .on(RoomEvent.AudioPlaybackStatusChanged, () => events.sound(!room.canPlaybackAudio))
      .on(RoomEvent.SignalReconnecting, () => events.state('reconnecting')).on(RoomEvent.Reconnecting, () => events.state('reconnecting'))
      .on(RoomEvent.Reconnected, () => events.state('connected'))
      .on(RoomEvent.Disconnected, (reason) => {
        const end = { [DisconnectReason.DUPLICATE_IDENTITY]: 'other-tab', [DisconnectReason.PARTICIPANT_REMOVED]: 'removed', [DisconnectReason.ROOM_DELETED]: 'ended', [DisconnectReason.ROOM_CLOSED]: 'ended' }[reason];
        // The client also reports each attempt to connect that failed.
        if (leaving || !connected || created !== room || reason === DisconnectReason.CLIENT_INITIATED) return;
        connected = false;
        clearTimeout(timer);
        if (end) finish(end); else recover();
      });
    // Newer agents send captions as streams of text.
    room.registerTextStreamHandler('lk.transcription', async (reader, { identity }) => {
      const name = room.getParticipantByIdentity(identity)?.name || identity;
      let text = '';
      for await (const part of reader) events.caption({ name, text: text += part });
    });
  }
  function finish(reason) {
    clearTimeout(timer);
    leaving = true;
    room.disconnect();
    events.over(reason);
  }
  /** Fetches a new token before the old one expires, so that a later connection does not begin with an expired one. */
  function schedule() {
    clearTimeout(timer);
    if (leaving || !connected) return;
    const life = new Date(admission.expiresAt) - Date.now();
    timer = setTimeout(async () => {
      await renew().then((fresh) => { admission = fresh; schedule(); }, () => { timer = setTimeout(schedule, 5000); });
    }, Math.max(1000, life - Math.min(60_000, life / 2)));
  }
  async function connect(to) {
    admission = to;
    create();
    const rtcConfig = to.iceServers?.length ? { iceServers: to.iceServers } : undefined;
    await room.connect(to.serverUrl, to.token, { rtcConfig });
    connected = true;
    schedule();
    events.state('connected');
    show();
  }
  /** The client has given up: connects anew with a new token until it works or the application refuses. */
  async function recover() {
    events.state('reconnecting');
    if (recovering) return;
    recovering = true;
    for (let pause = 500; !leaving && !connected; pause = Math.min(5000, pause * 2)) {
      try {
        const fresh = await renew();
        if (leaving) return;
        await connect(fresh);
        await publish();
      } catch (error) {
        if (error.friendly && error.status === 403) return finish('removed');
        if (error.friendly && (error.status === 404 || error.status === 410)) return finish('ended');
        await new Promise((done) => setTimeout(done, pause));
      }
    }
    recovering = false;
  }
  async function publish() {
    const { localParticipant } = room;
    const failed = [];
    // A device that fails stays off. If the connection was lost, the next one tries it again.
    const off = (kind) => (error) => { if (connected && localParticipant === room.localParticipant) { on[kind] = false; failed.push([kind, error]); } };
    if (on.video) await localParticipant.setCameraEnabled(true, device(wanted.video)).catch(off('video'));
    if (on.audio) await localParticipant.setMicrophoneEnabled(true, device(wanted.audio)).catch(off('audio'));
    show();
    return failed;
  }
  const device = (id) => typeof id === 'string' ? { deviceId: id } : undefined;
  const mine = (action) => async (...values) => {
    own = true;
    try { return await action(room.localParticipant, ...values); } finally { own = false; show(); }
  };
  const me = () => connected ? person(room.localParticipant) : { ...on };
  /** Without a connection, only the next one has the new state. */
  const toggle = (kind, set) => mine(async (participant) => {
    const now = !me()[kind];
    if (connected) await participant[set](now, device(wanted[kind]));
    on[kind] = now;
  });
  addEventListener('pagehide', () => room?.disconnect());

  return {
    /** Connects; a refused token is replaced once. Throws `{ friendly }`. */
    async join(first, devices) {
      wanted = { ...devices };
      Object.assign(on, { audio: Boolean(devices.audio), video: Boolean(devices.video) });
      for (const next of [async () => first, renew]) {
        try {
          await connect(await next());
          return publish();
        } catch (error) {
          if (error.friendly) throw error;   // The application refuses.
        }
      }
      throw { friendly: 'The connection to the meeting failed. Check your network, then try again.' };
    },
    toggleMicrophone: toggle('audio', 'setMicrophoneEnabled'),
    toggleCamera: toggle('video', 'setCameraEnabled'),
    toggleScreen: mine((participant) => participant.setScreenShareEnabled(!participant.isScreenShareEnabled, { audio: true })),
    device: (kind, id) => { wanted[kind] = id; return room.switchActiveDevice({ video: 'videoinput', audio: 'audioinput', speaker: 'audiooutput' }[kind], id); },
    chosen: () => ({ video: room.getActiveDevice('videoinput'), audio: room.getActiveDevice('audioinput'), speaker: room.getActiveDevice('audiooutput') }),
    get me() { return me(); },
    person: (id) => { const found = room.getParticipantByIdentity(id); return found && person(found); },
    sound: () => room.startAudio(),
    leave: async () => { leaving = true; clearTimeout(timer); await room.disconnect(); },
  };
}

// Real participants for tests: one process with any number of participants, controlled by lines of JSON.
//
// Each line on standard input is a command with a number, each command gets one line with the same number back:
//
//   {"n":1,"do":"join","id":"alice","url":"ws://…","token":"…"}   → {"n":1,"ok":{"identity":"alice","sid":"PA_…","room":"…"}}
//   {"n":2,"do":"publish","id":"alice","source":"camera"}         → {"n":2,"ok":{"sid":"TR_…"}}
//   {"n":3,"do":"unpublish","id":"alice","sid":"TR_…"}            → {"n":3,"ok":{}}
//   {"n":4,"do":"state","id":"alice"}                             → {"n":4,"ok":{"connected":true,"tracks":["TR_…"]}}
//   {"n":5,"do":"leave","id":"alice"}                             → {"n":5,"ok":{}}
//
// or {"n":…,"error":"…"}. The id is the controlling program's name for a connection: two participants may join with one identity.
// Sources are camera, microphone, screen_share and screen_share_audio; their frames are sent until the track is unpublished.
// Events without a command are written as
//
//   {"event":"disconnected","id":"alice","reason":"PARTICIPANT_REMOVED"}
//   {"event":"data","id":"alice","topic":"…","payload":"<base64>","sender":"<identity, empty when the server sent it>"}
//
// A failure is a response and never ends the process. The process ends with standard input.

import { createInterface } from 'node:readline';

// The client library logs to file descriptor 1, which carries the responses here. It reads the number once, when it is loaded.
Object.defineProperty(process.stdout, 'fd', { value: process.stderr.fd });

const {
  AudioFrame,
  AudioSource,
  DisconnectReason,
  LocalAudioTrack,
  LocalVideoTrack,
  Room,
  RoomEvent,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
  dispose,
} = await import('@livekit/rtc-node');

const WIDTH = 320;
const HEIGHT = 180;
const FRAME_MS = 100;
const SAMPLE_RATE = 48_000;
const PATIENCE_MS = 45_000;

const SOURCES = {
  camera: { kind: 'video', source: TrackSource.SOURCE_CAMERA },
  microphone: { kind: 'audio', source: TrackSource.SOURCE_MICROPHONE },
  screen_share: { kind: 'video', source: TrackSource.SOURCE_SCREENSHARE },
  screen_share_audio: { kind: 'audio', source: TrackSource.SOURCE_SCREENSHARE_AUDIO },
};

/** id → { room, tracks: sid → feed } */
const participants = new Map();

function say(line) {
  process.stdout.write(JSON.stringify(line) + '\n');
}

function bounded(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function find(id) {
  const participant = participants.get(id);
  if (!participant) throw new Error(`nobody joined as ${id}`);
  return participant;
}

/** Frames of a video track: one grey picture, sent repeatedly. */
function videoFeed() {
  const source = new VideoSource(WIDTH, HEIGHT);
  // Encoders need I420: any other layout would be converted for every frame.
  const picture = new VideoFrame(new Uint8Array((WIDTH * HEIGHT * 3) / 2).fill(128), WIDTH, HEIGHT, VideoBufferType.I420);
  return feed(source, LocalVideoTrack.createVideoTrack('video', source), () => source.captureFrame(picture));
}

/** Frames of an audio track: a quiet tone of 440 Hz, because a codec may omit silence. */
function audioFeed() {
  const source = new AudioSource(SAMPLE_RATE, 1);
  const samples = new Int16Array((SAMPLE_RATE * FRAME_MS) / 1000);
  for (let i = 0; i < samples.length; i++) samples[i] = 1000 * Math.sin((2 * Math.PI * 440 * i) / SAMPLE_RATE);
  const tone = new AudioFrame(samples, SAMPLE_RATE, 1, samples.length);
  return feed(source, LocalAudioTrack.createAudioTrack('audio', source), () => source.captureFrame(tone));
}

function feed(source, track, capture) {
  let busy = false;
  const timer = setInterval(async () => {
    // On a slow machine frames are dropped, so that they do not accumulate.
    if (busy || source.closed) return;
    busy = true;
    try {
      await capture();
    } catch (e) {
      if (!source.closed) console.error(`capture: ${e.message}`);
    } finally {
      busy = false;
    }
  }, FRAME_MS);
  return {
    track,
    stop: async () => {
      clearInterval(timer);
      await source.close();
    },
  };
}

async function stopFeeds(participant) {
  const feeds = [...participant.tracks.values()];
  participant.tracks.clear();
  await Promise.all(feeds.map((f) => f.stop()));
}

const commands = {
  async join({ id, url, token }) {
    if (participants.get(id)?.room.isConnected) throw new Error(`${id} has already joined`);
    const room = new Room();
    const participant = { room, tracks: new Map() };
    room.on(RoomEvent.Disconnected, (reason) => {
      stopFeeds(participant).catch((e) => console.error(`stop: ${e.message}`));
      say({ event: 'disconnected', id, reason: DisconnectReason[reason] ?? String(reason) });
    });
    room.on(RoomEvent.DataReceived, (payload, sender, _kind, topic) => {
      say({
        event: 'data',
        id,
        topic: topic ?? '',
        payload: Buffer.from(payload).toString('base64'),
        sender: sender?.identity ?? '',
      });
    });
    // Without subscriptions nothing is decoded here, so that ten participants run on two cores.
    const connecting = room.connect(url, token, { autoSubscribe: false, dynacast: false });
    try {
      await bounded(connecting, 'joining');
    } catch (e) {
      connecting.then(() => room.disconnect()).catch(() => {});
      throw e;
    }
    participants.set(id, participant);
    const { identity, sid } = room.localParticipant;
    return { identity, sid, room: room.name };
  },

  async publish({ id, source }) {
    const participant = find(id);
    const wanted = SOURCES[source];
    if (!wanted) throw new Error(`unknown source ${source}`);
    if (!participant.room.isConnected) throw new Error(`${id} is no longer in the room`);
    const options = new TrackPublishOptions({ source: wanted.source, simulcast: false });
    const media = wanted.kind === 'video' ? videoFeed() : audioFeed();
    try {
      const publication = await bounded(
        participant.room.localParticipant.publishTrack(media.track, options),
        `publishing ${source}`,
      );
      participant.tracks.set(publication.sid, media);
      return { sid: publication.sid };
    } catch (e) {
      await media.stop();
      throw e;
    }
  },

  async unpublish({ id, sid }) {
    const participant = find(id);
    const media = participant.tracks.get(sid);
    if (!media) throw new Error(`${id} publishes no track ${sid}`);
    await bounded(participant.room.localParticipant.unpublishTrack(sid), `unpublishing ${sid}`);
    participant.tracks.delete(sid);
    await media.stop();
    return {};
  },

  async leave({ id }) {
    const participant = find(id);
    await stopFeeds(participant);
    await bounded(participant.room.disconnect(), 'leaving');
    return {};
  },

  async state({ id }) {
    const participant = find(id);
    return { connected: participant.room.isConnected, tracks: [...participant.tracks.keys()] };
  },
};

/** Returns the message of a failure. An aborted wait means that the room was closed meanwhile. */
function reason(e) {
  if (e?.name === 'AbortError') return 'disconnected meanwhile';
  return e?.message || String(e);
}

async function execute(line) {
  let command;
  try {
    command = JSON.parse(line);
  } catch {
    say({ n: null, error: 'not a line of JSON' });
    return;
  }
  try {
    if (!Object.hasOwn(commands, command.do)) throw new Error(`unknown command ${command.do}`);
    say({ n: command.n, ok: await commands[command.do](command) });
  } catch (e) {
    say({ n: command.n, error: reason(e) });
  }
}

process.on('uncaughtException', (e) => console.error(`uncaught: ${e?.stack ?? e}`));
process.on('unhandledRejection', (e) => console.error(`unhandled: ${e?.stack ?? e}`));
// The reader has closed the stream, so further responses have no receiver.
process.stdout.on('error', () => process.exit(0));

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim()) void execute(line);
}

// Standard input ended: all participants leave, but the process does not wait for a server that does not respond.
setTimeout(() => process.exit(0), 3_000).unref();
await Promise.allSettled([...participants.values()].map(({ room }) => room.disconnect()));
await dispose().catch(() => {});
process.exit(0);

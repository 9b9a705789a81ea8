// Before joining: preview, choice of devices, and clear messages about them.
import { button, h, icon } from './dom.js';

const KINDS = { video: ['videoinput', 'Camera', 'camera'], audio: ['audioinput', 'Microphone', 'microphone'] };

/** Text for an error of getUserMedia. The browser's own text is never shown. */
export function deviceProblem(error, kind) {
  const [, , device] = KINDS[kind];
  return {
    NotAllowedError: `The browser may not use your ${device}. Allow it in the address bar, then try again.`,
    NotFoundError: `No ${device} was found. Connect one, then try again.`,
    NotReadableError: `Your ${device} is in use by another application. Close it, then try again.`,
    OverconstrainedError: `The chosen ${device} is not connected any more. Choose another one.`,
    Insecure: `The browser offers the ${device} on secure pages only. Open this page with https.`,
  }[error.name] ?? `Your ${device} did not start. Try again.`;
}

export async function open(kind, deviceId) {
  if (!navigator.mediaDevices) throw Object.assign(new Error(), { name: 'Insecure' });
  const stream = await navigator.mediaDevices.getUserMedia({ [kind]: deviceId ? { deviceId: { exact: deviceId } } : true });
  return stream.getTracks()[0];
}

/** Fields to choose camera, microphone and speaker; `change(kind, deviceId)` with kind video, audio or speaker. */
export async function deviceFields(chosen, change) {
  const devices = await navigator.mediaDevices?.enumerateDevices() ?? [];
  const field = (text, type, kind) => {
    const found = devices.filter((device) => device.kind === type && device.deviceId);
    if (!found.length) return null;
    return h('label', {}, text, h('select', { onchange: (event) => change(kind, event.target.value) }, found.map((device, i) =>
      h('option', { value: device.deviceId, selected: device.deviceId === chosen[kind] }, device.label || `${text} ${i + 1}`))));
  };
  return [field('Camera', 'videoinput', 'video'), field('Microphone', 'audioinput', 'audio'), field('Speaker', 'audiooutput', 'speaker')];
}

/**
 * Shows the lobby in `place`. Calls `join({ video, audio, speaker })` with device ids, or undefined for a device that is off;
 * `blocked` is a text that says why the meeting cannot be joined now.
 */
export function lobby(place, meeting, { blocked, join, auto }) {
  const tracks = {}, problems = {}, off = {}, chosen = {}, opening = {};
  const video = h('video', { muted: true, autoplay: true, playsinline: true, 'aria-label': 'Preview of your camera' });
  const level = h('meter', { class: 'level', min: 0, max: 1, 'aria-label': 'Microphone level' });
  const fields = h('div', { class: 'stack' });
  const messages = h('div', { class: 'stack', role: 'alert' });
  const hint = h('p', {}, 'Starting the camera…');
  let meter;

  const toggle = (kind, symbol, name) => button('', async () => {
    off[kind] = !off[kind];
    if (off[kind]) stop(kind); else await acquire(kind);
    show();
  }, { kind: 'round', symbol, label: name });
  const toggles = { audio: toggle('audio', 'mic', 'Microphone'), video: toggle('video', 'cam', 'Camera') };
  const enter = button('Join', async () => {
    await Promise.all(Object.values(opening));
    const devices = Object.fromEntries(['video', 'audio'].map((kind) => [kind, tracks[kind]?.getSettings().deviceId]));
    // A device that is open twice is "in use" on some systems.
    close();
    try {
      await join({ ...devices, speaker: chosen.speaker });
    } catch (error) {
      await Promise.all(['video', 'audio'].filter((kind) => devices[kind]).map(acquire));
      show();
      throw error;
    }
  }, { kind: 'primary grow', disabled: true });
  const retry = button('Try again', async () => { await Promise.all(Object.keys(problems).map(acquire)); show(); }, { hidden: true });

  function stop(kind) {
    tracks[kind]?.stop();
    delete tracks[kind];
  }
  function close() {
    stop('video');
    stop('audio');
    meter?.close();
    meter = undefined;
  }
  /** One after the other: of two devices of a kind, the last one that was chosen is used. */
  const acquire = (kind) => opening[kind] = (opening[kind] ?? Promise.resolve()).then(() => start(kind));
  async function start(kind) {
    stop(kind);
    delete problems[kind];
    try {
      const track = await open(kind, chosen[kind]);
      if (off[kind]) return track.stop();
      tracks[kind] = track;
      track.addEventListener('ended', () => { problems[kind] = { name: 'NotFoundError' }; delete tracks[kind]; show(); });
    } catch (error) {
      problems[kind] = error;
    }
  }
  function show() {
    video.srcObject = tracks.video ? new MediaStream([tracks.video]) : null;
    video.hidden = !tracks.video;
    hint.textContent = tracks.video ? '' : off.video ? 'Your camera is off' : 'No picture from your camera';
    for (const kind of ['video', 'audio']) {
      toggles[kind].classList.toggle('off', !tracks[kind]);
      toggles[kind].setAttribute('aria-pressed', String(Boolean(tracks[kind])));
      toggles[kind].replaceChildren(icon({ audio: 'mic', video: 'cam' }[kind] + (tracks[kind] ? '' : '-off')));
    }
    messages.replaceChildren(...Object.entries(problems).filter(([kind]) => !off[kind]).map(([kind, error]) =>
      h('p', { class: 'notice bad' }, icon('warn'), h('span', {}, deviceProblem(error, kind)))));
    retry.hidden = !messages.children.length;
    enter.disabled = Boolean(blocked());
    enter.replaceChildren(tracks.audio && !tracks.video && problems.video ? 'Join with audio only'
      : !tracks.audio && !tracks.video && messages.children.length ? 'Join without devices' : 'Join');
    measure();
    deviceFields({ video: tracks.video?.getSettings().deviceId, audio: tracks.audio?.getSettings().deviceId, speaker: chosen.speaker }, async (kind, id) => {
      chosen[kind] = id;
      if (kind !== 'speaker') { off[kind] = false; await acquire(kind); show(); }
    }).then((found) => fields.replaceChildren(...found.filter(Boolean)));
  }
  function measure() {
    meter?.close();
    meter = undefined;
    level.value = 0;
    if (!tracks.audio) return;
    const context = meter = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(new MediaStream([tracks.audio])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const draw = () => {
      if (meter !== context || !level.isConnected) return;
      analyser.getFloatTimeDomainData(samples);
      level.value = Math.min(1, Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length) * 4);
      requestAnimationFrame(draw);
    };
    draw();
  }

  place.replaceChildren(h('div', { class: 'lobby' },
    h('div', { class: 'stack' }, h('div', { class: 'preview' }, hint, video, h('div', { class: 'row' }, toggles.audio, toggles.video)), level),
    h('div', { class: 'stack' }, h('div', {}, h('h1', { class: 'words', dir: 'auto' }, meeting.title), h('p', { class: 'muted' }, `Host: ${meeting.hostName}`)),
      meeting.description && h('p', { class: 'words', dir: 'auto' }, meeting.description), messages, fields,
      blocked() && h('p', { class: 'notice', role: 'status' }, icon('calendar'), h('span', {}, blocked())),
      h('div', { class: 'row' }, enter, retry))));
  addEventListener('pagehide', close);
  return Promise.all([acquire('video'), acquire('audio')]).then(() => {
    show();
    if (auto && !messages.children.length && !blocked()) enter.click();
  });
}

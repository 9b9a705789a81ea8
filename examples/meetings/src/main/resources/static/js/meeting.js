// One meeting: lobby, then the meeting itself.
import { at, get, post, put, remove } from './api.js';
import { button, confirmed, copy, dialog, guarded, h, icon, length, toast, when } from './dom.js';
import { deviceFields, deviceProblem, lobby } from './lobby.js';
import { media } from './media.js';
import { chat, flying, participants, reactions } from './panels.js';
import { body, frame, listen, mediaNotice, parameters, problem, start } from './shell.js';
import { stage } from './stage.js';

const id = parameters.get('id') ?? '';
const key = parameters.get('key') ?? undefined;
const details = (why) => location.assign(`/details.html?id=${encodeURIComponent(id)}&why=${why}`);

start(async (session) => {
  let meeting;
  try {
    meeting = await get(`${at`/api/meetings/${id}`}${key ? `?key=${encodeURIComponent(key)}` : ''}`);
  } catch (error) {
    return problem('This meeting does not open', error.status === 404 ? 'The link is not complete, or you are not invited. Ask the host for the link.' : error.friendly);
  }
  document.title = meeting.title;
  if (meeting.closed) return problem(meeting.state === 'CANCELLED' ? 'This meeting was cancelled' : 'This meeting has ended', meeting.title, h('a', { class: 'button primary', href: `/details.html?id=${encodeURIComponent(id)}` }, 'Details'));
  const opens = () => meeting.opensAt && new Date(meeting.opensAt) > Date.now();
  const blocked = () => opens() && `This meeting is not open yet. It starts ${when(meeting.startsAt)}; you can join from ${when(meeting.opensAt)}.`;
  const place = h('div');
  frame(session, '', place);
  const stop = listen(session.me).stop;
  const enter = async (devices) => {
    const admission = await post(at`/api/meetings/${id}/join`, { key });
    if (admission.alreadyConnected && !await otherTab()) throw { friendly: 'You are still in the meeting in the other tab.' };
    await inside(session, admission, devices);
    stop();
  };
  await lobby(place, meeting, { blocked, join: enter, auto: parameters.has('now') });
  // The lobby of a meeting that opens later opens by itself.
  if (opens()) setTimeout(() => location.reload(), Math.min(new Date(meeting.opensAt) - Date.now() + 500, 2 ** 31 - 1));
});

const otherTab = () => new Promise((answer) => {
  let yes = false;
  dialog('Already in this meeting', (close) => h('div', { class: 'stack' }, h('h2', {}, 'You are in this meeting in another tab'),
    h('p', { class: 'muted' }, 'If you join here, the other tab leaves the meeting.'),
    h('div', { class: 'row' }, button('Stay in the other tab', close), button('Join here', () => { yes = true; close(); }, { kind: 'primary' })))).closed.then(() => answer(yes));
});

async function inside({ me, server }, admission, devices) {
  const { meeting } = admission;
  const path = at`/api/meetings/${id}`;
  let host = admission.role === 'HOST', call, recording, live = Boolean(meeting.live);
  const isHost = () => host;
  const videos = stage(), reaction = flying();
  const banner = h('div', { class: 'banner', role: 'status' });
  const caption = h('p', { class: 'captions', 'aria-live': 'off', hidden: true });
  const messages = chat(id, me, isHost, server.limits, (count) => { controls.chat.dataset.count = count; });
  const people = participants(id, me, isHost, (user) => call?.person(user), (all) => {
    controls.people.dataset.count = all.length;
    if (all.find((person) => person.userId === me.id)?.role === 'HOST') becomeHost();
    if (!call) videos.show([mine(), ...all.filter((person) => person.userId !== me.id).map((person) => ({ id: person.userId, name: person.name, audio: person.audio }))]);
  });
  const becomeHost = () => { host = true; messages.draw(); draw(); };
  const mine = () => ({ id: me.id, name: me.name, mine: true, audio: false });
  const recordingBadge = h('span', { class: 'badge rec', role: 'status', hidden: true });
  const liveBadge = h('span', { class: 'badge good', role: 'status', hidden: true });
  const picker = h('div', { class: 'popover', hidden: true }, reactions(id));
  const layout = h('select', { 'aria-label': 'Layout', onchange: (event) => { videos.view = event.target.value; } },
    Object.entries({ grid: 'Grid', speaker: 'Speaker', spotlight: 'Spotlight' }).map(([value, text]) => h('option', { value }, text)));
  videos.element.addEventListener('view', (event) => { layout.value = event.detail; });

  const panel = (element, other) => () => {
    element.hidden = !element.hidden;
    other.hidden = true;
    if (!messages.element.hidden) messages.seen();
    draw();
  };
  const round = (symbol, label, onclick, more = {}) => button('', onclick, { kind: 'round', symbol, label, ...more });
  const withMedia = (action, kind) => async () => {
    try {
      await action();
      draw();
    } catch (error) {
      if (kind !== 'screen' || error.name !== 'NotAllowedError') toast(kind === 'screen' ? 'The screen was not shared. Try again.' : deviceProblem(error, kind));
    }
  };
  const controls = {
    mic: round('mic', 'Microphone', withMedia(() => call.toggleMicrophone(), 'audio')),
    cam: round('cam', 'Camera', withMedia(() => call.toggleCamera(), 'video')),
    screen: round('screen', 'Share screen', withMedia(() => call.toggleScreen(), 'screen')),
    react: round('smile', 'Reactions', () => { picker.hidden = !picker.hidden; draw(); }),
    captions: round('captions', 'Captions', () => put(`${path}/captions`, { on: !meeting.captions })),
    people: round('people', 'Participants', panel(people.element, messages.element)),
    chat: round('chat', 'Chat', panel(messages.element, people.element)),
    record: round('record', 'Record', async () => {
      if (!recording) recorded(await post(`${path}/recordings`));
      else recorded(await post(at`/api/meetings/${id}/recordings/${recording.id}/stop`));
    }),
    live: round('live', 'Go live', async () => { if (!live) return goLive(); await remove(`${path}/broadcast`); }),
    devices: round('gear', 'Devices', () => dialog('Devices', (close) => {
      const fields = h('div', { class: 'stack' });
      deviceFields(call.chosen(), guarded((kind, device) => call.device(kind, device))).then((found) => fields.append(...found.filter(Boolean)));
      return h('div', { class: 'stack' }, h('h2', {}, 'Devices'), fields, h('div', { class: 'row' }, button('Close', close)));
    })),
    leave: round('leave', 'Leave', leave, { kind: 'round danger' }),
  };

  function draw() {
    const state = call?.me ?? {};
    const toggle = (control, on, symbols) => {
      if (control.getAttribute('aria-pressed') === String(on)) return;   // A click on an icon that is replaced is lost.
      control.classList.toggle('off', !on);
      control.setAttribute('aria-pressed', String(on));
      control.firstChild.replaceWith(icon(on ? symbols : `${symbols}-off`));
    };
    toggle(controls.mic, Boolean(state.audio), 'mic');
    toggle(controls.cam, Boolean(state.video), 'cam');
    controls.screen.setAttribute('aria-pressed', String(Boolean(state.screen)));
    for (const control of [controls.mic, controls.cam, controls.screen, controls.devices]) control.disabled = !call;
    controls.screen.hidden = !navigator.mediaDevices?.getDisplayMedia;   // Phones cannot share their screen.
    controls.react.setAttribute('aria-pressed', String(!picker.hidden));
    controls.people.setAttribute('aria-pressed', String(!people.element.hidden));
    controls.chat.setAttribute('aria-pressed', String(!messages.element.hidden));
    controls.record.hidden = !host || !server.features.recording;
    controls.record.disabled = Boolean(recording && !recording.id);
    controls.record.setAttribute('aria-pressed', String(Boolean(recording)));
    controls.record.setAttribute('aria-label', recording ? 'Stop recording' : 'Record');
    controls.live.hidden = !host || !(server.features.broadcastHls || server.features.broadcastRtmp);
    controls.live.setAttribute('aria-pressed', String(live));
    controls.live.setAttribute('aria-label', live ? 'End live stream' : 'Go live');
    controls.captions.hidden = !host || !server.features.captions;
    controls.captions.setAttribute('aria-pressed', String(Boolean(meeting.captions)));
    liveBadge.hidden = !live;
  }
  function recorded(now) {
    const texts = { STARTING: 'Recording starts', RECORDING: 'Recording', STOPPING: 'Recording stops', PROCESSING: 'Recording is processed' };
    recordingBadge.hidden = !texts[now.status];
    recordingBadge.textContent = texts[now.status] ?? '';
    const ended = recordingBadge.dataset.status !== now.status;
    recordingBadge.dataset.status = now.status;
    recording = ['STARTING', 'RECORDING'].includes(now.status) ? now : undefined;
    if (ended && now.status === 'READY') toast('The recording is ready: see Recordings');
    if (ended && now.status === 'FAILED') toast('The recording failed');
    draw();
  }
  let watching;
  const broadcast = (event = watching) => { watching = event; liveBadge.textContent = watching ? `Live · ${watching.viewers} watching` : 'Live'; };
  function goLive() {
    const failed = h('p', { class: 'error', role: 'alert' });
    dialog('Go live', (close) => {
      const address = h('label', {}, 'RTMP address', h('input', { name: 'rtmpUrl', placeholder: 'rtmps://…' }));
      const secret = h('label', {}, 'Stream key (optional)', h('input', { name: 'streamKey', type: 'password', autocomplete: 'off' }));
      const kind = h('select', { onchange: () => { address.hidden = secret.hidden = kind.value === 'hls'; } },
        server.features.broadcastHls && h('option', { value: 'hls' }, 'Viewers of this site (HLS)'), server.features.broadcastRtmp && h('option', { value: 'rtmp' }, 'Another service (RTMP)'));
      address.hidden = secret.hidden = kind.value === 'hls';
      return h('form', { onsubmit: async (event) => {
        event.preventDefault();
        const form = new FormData(event.target);
        try {
          await post(`${path}/broadcast`, kind.value === 'hls' ? { hls: true } : { rtmpUrl: form.get('rtmpUrl'), streamKey: form.get('streamKey') || undefined });
          live = true;
          broadcast();
          draw();
          close();
        } catch (error) {
          failed.textContent = error.friendly;
        }
      } }, h('h2', {}, 'Go live'), h('label', {}, 'Destination', kind), address, secret, failed,
      h('div', { class: 'row' }, meeting.liveLink && button('Copy link for viewers', () => copy(meeting.liveLink), { symbol: 'link' }), button('Cancel', close), h('button', { class: 'primary' }, 'Go live')));
    });
  }
  async function leave() {
    const go = async (everybody) => {
      if (everybody && !await confirmed('End the meeting for all?', 'Everybody leaves the meeting.', 'End for all')) return;
      if (everybody) await post(`${path}/end`);
      over(everybody ? 'ended' : 'left');
    };
    if (!host) return go(false);
    dialog('Leave', (close) => h('div', { class: 'stack' }, h('h2', {}, 'Leave the meeting?'), h('p', { class: 'muted' }, 'The meeting goes on without you, unless you end it.'),
      h('div', { class: 'row' }, button('Cancel', close), button('End for all', () => { close(); return go(true); }, { kind: 'danger' }), button('Leave', () => go(false), { kind: 'primary' }))));
  }
  let finished = false;
  async function over(why) {
    if (finished) return;
    finished = true;
    stream.stop();
    await call?.leave().catch(() => {});
    if (why === 'removed') problem('You were removed', 'A host removed you from this meeting.');
    else if (why === 'other-tab') problem('You joined in another tab', 'This tab has left the meeting.', button('Use this tab', () => location.reload(), { kind: 'primary' }));
    else details(why);
  }
  const says = (name, text) => {
    caption.replaceChildren(h('strong', {}, `${name}: `), text);
    caption.hidden = false;
    clearTimeout(says.timer);
    says.timer = setTimeout(() => { caption.hidden = true; }, 6000);
  };
  const reload = () => { people.load().catch(() => {}); messages.load(); };

  const stream = listen(me, {
    ...messages.handlers, reaction: reaction.show, joined: people.soon, left: people.soon,
    promoted: ({ userId }) => { if (userId === me.id) { becomeHost(); toast('You are a host now'); } people.soon(); },
    removed: ({ userId }) => { if (userId === me.id) over('removed'); else people.soon(); },
    recording: (event) => recorded(event.recording), captions: ({ on }) => { meeting.captions = on; draw(); }, caption: ({ name, text }) => says(name, text),
    broadcast: (event) => { live = event.live; broadcast(); draw(); }, viewers: broadcast, ended: () => over('ended'),
  }, reload, `?meeting=${encodeURIComponent(id)}`);

  if (admission.media.available) {
    const joining = await media(server.client.url, () => post(`${path}/token`), {
      people: (list) => { videos.show(list); if (call) { draw(); people.update(); } },
      state: (name) => {
        if (name === 'connected' && call) people.soon();   // Others may have joined or left in the meantime.
        banner.replaceChildren(name === 'connected' ? '' : h('p', { class: 'notice', 'data-state': name }, icon('warn'), 'The connection was lost. Reconnecting…'));
      },
      over, data: (event) => stream.receive(event), caption: ({ name, text }) => says(name, text),
      muted: (source) => toast(source === 'camera' ? 'A host turned your camera off' : 'A host muted you'),
      sound: (blocked) => banner.replaceChildren(blocked ? button('Turn on sound', () => call.sound(), { kind: 'primary' }) : ''),
    });
    try {
      for (const [kind, error] of await joining.join(admission, devices)) toast(deviceProblem(error, kind));
    } catch (error) {
      stream.stop();
      throw error;
    }
    call = joining;
  }
  const began = Date.now(), clock = h('span', { class: 'badge hide-small' });
  setInterval(() => { clock.textContent = length((Date.now() - began) / 1000); }, 1000);
  body(h('main', { class: 'meeting' },
    h('header', {}, h('div', { class: 'grow' }, h('h1', { class: 'cut title', dir: 'auto' }, meeting.title)), recordingBadge, liveBadge, clock, h('div', {}, layout),
      button('', () => copy(meeting.link), { symbol: 'link', kind: 'quiet', label: 'Copy the invitation link' })),
    h('div', { class: 'middle' }, videos.element, banner, reaction.element, caption, picker, messages.element, people.element),
    h('footer', {}, Object.values(controls)), mediaNotice({ media: admission.media })));
  broadcast();
  reload();
  if (meeting.recording) {
    recorded({ status: 'RECORDING' });   // Its id is needed only to stop it.
    get(`${path}/details`).then((all) => all.recordings.filter(({ status }) => ['STARTING', 'RECORDING'].includes(status)).forEach(recorded)).catch(() => {});
  }
  draw();
}

// The live stream, for viewers.
import { at, events, get, post } from './api.js';
import { h, toast } from './dom.js';
import { media } from './media.js';
import { chat, flying, reactions } from './panels.js';
import { frame, parameters, problem, start } from './shell.js';
import { stage } from './stage.js';

const id = parameters.get('id') ?? '';
const key = parameters.get('key') ?? undefined;

start(async (session) => {
  const { me, server } = session;
  const watch = () => post(at`/api/meetings/${id}/watch`, { key });
  let now, call, counted;
  try {
    now = await watch();
  } catch (error) {
    return problem('This live stream does not open', error.status === 404 ? 'The link is not complete, or you may not watch.' : error.friendly);
  }
  document.title = now.title;
  const picture = h('div', { class: 'live-picture' }), unplayable = new Set(), videos = stage(), reaction = flying();
  const badge = h('span', { class: 'badge', role: 'status' }), counts = h('span', { class: 'muted', role: 'status' });
  const messages = chat(id, me, () => false, server.limits, () => {});
  messages.element.hidden = false;
  const viewers = ({ viewers: count, peak }) => { counts.textContent = `${count} watching · peak ${peak}`; };
  const waiting = (text) => picture.replaceChildren(h('div', { class: 'preview' }, h('p', {}, text)));

  // One after the other: two events at once must not connect twice.
  let last = Promise.resolve();
  const show = () => { last = last.then(draw).catch(() => waiting('The live stream did not start. Reload the page.')); return last; };
  async function draw() {
    badge.textContent = now.live ? 'Live' : 'Not live';
    badge.className = `badge ${now.live ? 'good' : ''}`;
    viewers(counted ?? now);
    if (!now.live) { await call?.leave(); call = undefined; return waiting('The live stream has not started, or it is over.'); }
    if (now.playlistUrl && !unplayable.has(now.playlistUrl) && document.createElement('video').canPlayType('application/vnd.apple.mpegurl')) {
      if (picture.firstChild?.src === now.playlistUrl) return;
      const failed = () => { unplayable.add(now.playlistUrl); show(); };
      return picture.replaceChildren(h('video', { class: 'player', src: now.playlistUrl, controls: true, autoplay: true, muted: true, playsinline: true, 'aria-label': now.title, onerror: failed }));
    }
    if (!now.media?.available || !now.token) return waiting('Audio and video are not available here.');
    if (call) return;
    call = await media(server.client.url, watch, {
      people: (list) => videos.show(list.filter((person) => !person.mine && (person.video || person.audio || person.screen))), state: () => {}, data: (event) => stream.receive(event), caption: () => {},
      muted: () => {}, sound: () => {}, over: () => { call = undefined; if (now.live) waiting('You watch this live stream in another tab.'); },
    });
    picture.replaceChildren(videos.element);
    await call.join(now, {});
  }
  // One after the other: an older response must not replace a newer one. The number of viewers in an event can be newer than the response.
  let reloaded = Promise.resolve();
  const reload = () => { reloaded = reloaded.then(async () => { counted = undefined; now = await watch(); show(); messages.load(); }).catch(() => {}); };
  frame(session, '', h('div', { class: 'row' }, h('h1', { class: 'words grow', dir: 'auto' }, now.title), badge, counts), h('p', { class: 'muted' }, `Host: ${now.hostName}`),
    h('div', { class: 'columns live' }, h('div', { class: 'stack' }, picture, reactions(id), reaction.element), messages.element));
  const stream = events(`?watch=${encodeURIComponent(id)}${key ? `&key=${encodeURIComponent(key)}` : ''}`, { ...messages.handlers, reaction: reaction.show, viewers: (event) => { counted = event; viewers(event); },
    broadcast: reload, ended: () => { now.live = false; show(); toast('The meeting has ended'); } }, reload);
  messages.load();
  await show();
});

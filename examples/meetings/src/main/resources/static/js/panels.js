// Chat and participants.
import { at, get, post, put, remove } from './api.js';
import { avatar, button, confirmed, guarded, h, icon, rows, time, toast } from './dom.js';

export const REACTIONS = { heart: '❤️', like: '👍', fire: '🔥', clap: '👏', laugh: '😂', wow: '😮', sad: '😢', angry: '😠' };

/** Chat of a meeting: `element`, `handlers` for events, `load`. `unread(count)` is called while the panel is hidden. */
export function chat(id, me, isHost, limits, unread) {
  const messages = new Map();
  const list = h('ul', { class: 'chat scroll', 'aria-live': 'polite', 'aria-label': 'Messages', tabindex: '0' });
  const slow = h('p', { class: 'muted small', hidden: true });
  const field = h('input', { 'aria-label': 'Message', placeholder: 'Message everybody', autocomplete: 'off', dir: 'auto' });
  const failed = h('p', { class: 'error small', role: 'alert' });
  const seconds = h('select', { 'aria-label': 'Slow mode', onchange: guarded((event) => put(at`/api/meetings/${id}/chat/slow-mode`, { seconds: Number(event.target.value) })) },
    [[0, 'Slow mode off'], [5, 'A message every 5 s'], [30, 'A message every 30 s']].map(([value, text]) => h('option', { value }, text)));
  const element = h('section', { class: 'side', 'aria-label': 'Chat', hidden: true }, h('h2', {}, 'Chat'), list, slow, failed,
    h('form', { class: 'row', onsubmit: submit }, h('div', { class: 'grow' }, field), h('button', { class: 'primary' }, 'Send')), seconds);
  let missed = 0;

  async function submit(event) {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    failed.textContent = '';
    if ([...text].length > limits.chatLength) { failed.textContent = `A message has at most ${limits.chatLength} characters, this one has ${[...text].length}.`; return; }
    try {
      const message = await post(at`/api/meetings/${id}/chat`, { text });
      field.value = '';
      change(() => add(message));
    } catch (error) {
      failed.textContent = error.reason === 'slow-mode' ? 'Slow mode: wait a moment before your next message.' : error.friendly;
    }
  }
  const add = (message) => messages.set(message.id, message);
  /** Changes since a load has begun, which its response may not contain. */
  const loads = new Set();
  const change = (apply) => {
    for (const since of loads) since.push(apply);
    apply();
    draw();
  };
  function draw() {
    seconds.hidden = !isHost();
    const path = (message) => at`/api/meetings/${id}/chat/${message.id}`;
    const sorted = [...messages.values()].sort((a, b) => b.pinned - a.pinned || new Date(a.sentAt) - new Date(b.sentAt));
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 2;
    rows(list, sorted, (message) => [message.id, message.pinned, isHost()].join(), (message) => h('li', { class: message.pinned ? 'pinned' : null },
      h('div', { class: 'row small' }, message.pinned && icon('pin'), h('strong', { class: 'cut' }, message.name), h('span', { class: 'muted grow' }, time(message.sentAt)),
        isHost() && button('', () => (message.pinned ? remove : put)(`${path(message)}/pin`), { symbol: 'pin', kind: 'quiet compact', label: message.pinned ? 'Unpin' : 'Pin', 'aria-pressed': String(message.pinned) }),
        (isHost() || message.userId === me.id) && button('', () => remove(path(message)), { symbol: 'trash', kind: 'quiet compact', label: 'Delete' })),
      h('p', { class: 'words', dir: 'auto' }, message.text)));
    if (atEnd) toEnd();
  }
  const toEnd = () => { list.scrollTop = list.scrollHeight; };
  function slowMode(value) {
    slow.hidden = !value;
    slow.textContent = `Slow mode: one message every ${value} s.`;
    seconds.value = String(value);
  }
  const load = guarded(async () => {
    const since = [];
    loads.add(since);
    try {
      const page = await get(at`/api/meetings/${id}/chat`);
      messages.clear();
      page.messages.forEach(add);
      slowMode(page.slowModeSeconds);
      since.forEach((apply) => apply());
      draw();
    } finally {
      loads.delete(since);
    }
  });
  const seen = () => { missed = 0; unread(0); toEnd(); };
  return {
    element, load, seen, draw,
    handlers: {
      chat: ({ message }) => { if (element.hidden && message.userId !== me.id) unread(++missed); change(() => add(message)); },
      'chat-deleted': ({ messageId }) => change(() => messages.delete(messageId)),
      'chat-pinned': ({ messageId, pinned }) => change(() => { if (messages.has(messageId)) messages.get(messageId).pinned = pinned; }),
      'slow-mode': (event) => change(() => slowMode(event.seconds)),
    },
  };
}

/** Buttons for the eight reactions. */
export function reactions(id) {
  return h('div', { class: 'reactions', role: 'group', 'aria-label': 'Reactions' }, Object.entries(REACTIONS).map(([kind, sign]) =>
    button(sign, () => post(at`/api/meetings/${id}/reactions`, { kind }), { kind: 'quiet', label: `React: ${kind}` })));
}

/** Shows reactions for some seconds. */
export function flying() {
  const element = h('div', { class: 'flying', 'aria-live': 'polite' });
  const show = ({ kind, name }) => {
    const line = h('p', {}, `${REACTIONS[kind] ?? '•'} ${name}`);
    element.append(line);
    while (element.children.length > 5) element.firstChild.remove();
    setTimeout(() => line.remove(), 4000);
  };
  return { element, show };
}

/** Participants of a meeting, with the controls of a host. `live(userId)` has the state of audio and video now, if the media server reports it. */
export function participants(id, me, isHost, live, changed) {
  let all = [];
  const updates = new WeakMap();
  const list = h('ul', { class: 'people scroll', 'aria-label': 'Participants', tabindex: '0' });
  const search = h('input', { type: 'search', 'aria-label': 'Find a participant', placeholder: 'Find a participant', oninput: () => draw(), hidden: true });
  const title = h('h2', {}, 'Participants');
  const everybody = button('Mute all', async () => { await post(at`/api/meetings/${id}/mute-all`, { kind: 'AUDIO' }); toast('Everybody else is muted'); }, { kind: 'compact', symbol: 'mic-off' });
  const element = h('section', { class: 'side', 'aria-label': 'Participants', hidden: true }, h('div', { class: 'row' }, h('div', { class: 'grow' }, title), everybody), search, list);

  function row(person) {
    const path = (what) => `${at`/api/meetings/${id}/participants/${person.userId}`}${what}`;
    const putOut = async () => {
      if (await confirmed(`Remove ${person.name}?`, 'They leave the meeting and cannot join it again.', 'Remove')) await remove(path(''));
    };
    const promote = async () => { await post(path('/promote')); await load(); };
    const mic = h('span'), cam = h('span'), text = h('span', { class: 'visually-hidden' });
    const mute = button('Mute', () => post(path('/mute'), { kind: 'AUDIO' }), { kind: 'compact', label: `Mute ${person.name}` });
    const element = h('li', { 'data-user': person.userId }, avatar(person.name),
      h('div', { class: 'grow' }, h('p', { class: 'cut' }, person.name, person.userId === me.id && ' (you)'), person.role === 'HOST' && h('p', { class: 'muted small' }, 'Host')),
      mic, text, cam,
      isHost() && person.userId !== me.id && h('div', { class: 'row controls' }, mute,
        person.role !== 'HOST' && button('Make host', promote, { kind: 'compact', label: `Make ${person.name} a host` }),
        button('Remove', putOut, { kind: 'compact', label: `Remove ${person.name}` })));
    updates.set(element, () => {
      const { audio, video } = live(person.userId) ?? all.find(({ userId }) => userId === person.userId);
      const now = `Microphone ${audio ? 'on' : 'off'}, camera ${video ? 'on' : 'off'}`;
      if (now === text.textContent) return;
      text.textContent = now;
      mic.replaceChildren(icon(audio ? 'mic' : 'mic-off'));
      cam.replaceChildren(icon(video ? 'cam' : 'cam-off'));
      mute.hidden = !audio;
    });
    return element;
  }
  /** Shows who has the microphone and the camera on. */
  const update = () => [...list.children].forEach((element) => updates.get(element)());
  function draw() {
    title.textContent = `Participants (${all.length})`;
    everybody.hidden = !isHost();
    search.hidden = all.length < 10;
    const wanted = search.value.toLowerCase();
    rows(list, all.filter((person) => person.name.toLowerCase().includes(wanted)), (person) => [person.userId, person.role, person.name, isHost()].join(), row);
    update();
  }
  let waiting;
  const load = async () => {
    all = (await get(at`/api/meetings/${id}/participants`)).items;
    changed(all);
    draw();
  };
  // Several events at once are one request.
  const soon = () => { waiting ??= setTimeout(() => { waiting = undefined; load().catch(() => {}); }, 300); };
  return { element, load, soon, update };
}

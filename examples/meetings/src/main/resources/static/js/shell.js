// What every page has: sign-in, header, incoming calls.
import { at, events, get, post } from './api.js';
import { avatar, button, dialog, guarded, h, icon, toast } from './dom.js';

export const parameters = new URLSearchParams(location.search);
export const meetingPath = (id) => `/meeting.html?id=${encodeURIComponent(id)}`;

const STATES = {
  SCHEDULED: ['Scheduled', ''], RINGING: ['Ringing', 'warn'], ACTIVE: ['In progress', 'good'], ENDED: ['Ended', ''], MISSED: ['Missed', 'bad'],
  DECLINED: ['Declined', 'bad'], CANCELLED: ['Cancelled', ''], FAILED: ['Failed', 'bad'],
};
export function state({ state: name }) {
  const [text, kind] = STATES[name] ?? [name.toLowerCase(), ''];
  return h('span', { class: `badge ${kind}` }, text);
}

const here = () => location.pathname + location.search;

/** Shows the page when a user is signed in, otherwise the sign-in form in its place, so that the link that was opened stays. */
export async function start(show, { open = false } = {}) {
  try {
    const server = await get('/api/server');
    const me = await get('/api/me').catch((error) => { if (error.status !== 401) throw error; });
    const opened = sessionStorage.getItem('opened');
    sessionStorage.removeItem('opened');
    if (me && opened && opened !== here()) return location.replace(opened);
    if (me || open) await show({ me, server });
    else signIn(server, () => start(show));
  } catch (error) {
    problem('This page is not available', error.friendly ?? 'Something went wrong. Reload the page.');
  }
}

export const body = (...content) => document.body.replaceChildren(...content.flat().filter(Boolean));

/** A page with the header. */
export function frame({ me, server }, current, ...content) {
  const link = (href, text) => h('a', { href, 'aria-current': href === current ? 'page' : null }, text);
  const out = async () => { await post('/logout'); location.assign('/'); };
  body(h('a', { class: 'skip', href: '#content' }, 'Skip to content'),
    h('header', { class: 'top' }, h('a', { class: 'brand', href: '/' }, icon('brand'), 'Meetings'), h('span', { class: 'spacer' }),
      h('nav', { 'aria-label': 'Main' }, me && link('/', 'Home'), me && link('/recording.html', 'Recordings')),
      me && avatar(me.name), me && h('span', { class: 'hide-small' }, me.name), me && button('Sign out', out, { kind: 'quiet compact' })),
    h('main', { class: 'page', id: 'content', tabindex: '-1' }, mediaNotice(server), content));
}

export function mediaNotice({ media }) {
  if (media.available) return null;
  const why = {
    emulator: 'The application runs on the built-in emulator: everything works except audio and video. Set the address and the keys of a LiveKit server for a real meeting.',
    'no-client': 'Audio and video are off: npm was not on the PATH when the application was built, so LiveKit’s client is missing. Install Node.js and build again.',
    stream: 'Audio and video are off: media on Stream needs Stream’s own client, which is not included. All other functions work.',
  }[media.reason] ?? media.detail ?? 'Audio and video are not available.';
  return h('p', { class: 'notice', role: 'note' }, icon('warn'), h('span', {}, why));
}

export function problem(title, text, ...actions) {
  document.title = title;
  body(h('main', { class: 'sign-in' }, h('div', { class: 'card' }, h('h1', {}, title), h('p', { class: 'muted words', role: 'alert' }, text),
    h('div', { class: 'row' }, actions, h('a', { class: 'button', href: '/' }, 'Back to home')))));
}

function signIn({ signIn: how }, done) {
  const failed = h('p', { class: 'error', role: 'alert' });
  const submit = async (event) => {
    event.preventDefault();
    failed.textContent = '';
    try {
      await post('/login', new URLSearchParams(new FormData(event.target)));
      done();
    } catch (error) {
      failed.textContent = error.status === 401 ? 'The name or the password is wrong.' : error.friendly;
    }
  };
  body(h('main', { class: 'sign-in' }, h('div', { class: 'card' }, h('span', { class: 'brand' }, icon('brand'), 'Meetings'),
    h('div', {}, h('h1', {}, 'Sign in'), h('p', { class: 'muted' }, 'Video meetings for your team')),
    how.form && h('form', { class: 'stack', onsubmit: submit },
      h('label', {}, 'Name', h('input', { name: 'username', autocomplete: 'username', autocapitalize: 'none', required: true })),
      h('label', {}, 'Password', h('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true })),
      failed, h('button', { class: 'primary' }, 'Sign in')),
    how.demoUsers?.length && h('p', { class: 'muted small' }, `Demo users: ${how.demoUsers.join(', ')}. Password: ${how.demoPassword}`),
    // The sign-in leaves the page and returns to the first one.
    (how.oidc ?? []).map(({ name, url }) => h('a', { class: 'button', href: url, onclick: () => sessionStorage.setItem('opened', here()) }, `Sign in with ${name}`)))));
  document.querySelector('input')?.focus();
}

/** Handlers of the events of incoming calls, for a page's events(). */
export function incoming(me) {
  const open = new Map(), over = new Set();   // A list can arrive after the event of the end of a call in it.
  const show = (ring) => {
    if (open.has(ring.id) || over.has(ring.id) || ring.caller === me.id) return;
    const decline = async () => { await post(at`/api/rings/${ring.id}/decline`); box.close(); };
    const accept = async () => { await post(at`/api/rings/${ring.id}/accept`); location.assign(`${meetingPath(ring.meetingId)}&now=1`); };
    const box = dialog(`${ring.callerName} is calling`, () => h('div', { class: 'stack ringing' }, avatar(ring.callerName),
      h('div', {}, h('h2', { class: 'words' }, `${ring.callerName} is calling`), ring.title && h('p', { class: 'muted words' }, ring.title)),
      h('div', { class: 'row' }, button('Decline', decline, { kind: 'danger', symbol: 'close' }), button('Accept', accept, { kind: 'primary', symbol: 'phone' }))),
    { onclose: () => open.delete(ring.id) });
    open.set(ring.id, box);
  };
  const change = (ring) => {
    const mine = ring.callees.find((callee) => callee.userId === me.id);
    if (!mine || mine.state === 'RINGING') return;
    over.add(ring.id);
    if (open.has(ring.id) && mine.state === 'MISSED') toast(`Missed call from ${ring.callerName}`);
    if (open.has(ring.id) && mine.state === 'CANCELLED') toast(`${ring.callerName} cancelled the call`);
    open.get(ring.id)?.close();
  };
  guarded(async () => (await get('/api/rings')).forEach(show))();
  return { ring: (event) => show(event.ring), change: (event) => change(event.ring) };
}

/** Calls people, shows the state, and opens the meeting when one of them accepts. Returns the handlers. */
export function outgoing(reload) {
  let mine, box, state, last;
  const change = ({ ring }) => {
    last = ring;
    if (ring.id !== mine?.ring.id) return;
    if (ring.callees.some((callee) => callee.state === 'ACCEPTED')) location.assign(`${meetingPath(ring.meetingId)}&now=1`);
    if (ring.callees.some((callee) => callee.state === 'RINGING')) return;
    const [{ name, state: end }] = ring.callees;
    state.textContent = { DECLINED: `${name} declined the call.`, MISSED: `${name} did not answer.`, BUSY: `${name} is in another call.`, CANCELLED: 'Cancelled.' }[end] ?? '';
    const ended = box;   // The next call has another one.
    setTimeout(() => ended.close(), 4000);
    reload();
  };
  const call = async (user) => {
    mine = await post('/api/rings', { users: [user.id] });
    const { id } = mine.ring;
    const cancel = guarded(() => post(at`/api/rings/${id}/cancel`).then(reload, (error) => { if (error.reason !== 'not-ringing') throw error; }));
    state = h('p', { class: 'muted', role: 'status' }, 'Ringing…');
    box = dialog(`Calling ${user.name}`, () => h('div', { class: 'stack ringing' }, avatar(user.name), h('h2', { class: 'words' }, `Calling ${user.name}`), state,
      h('div', { class: 'row' }, button('Cancel', () => box.close(), { kind: 'danger', symbol: 'close' }))), { onclose: cancel });
    change(last?.id === id ? { ring: last } : mine);   // The event of a busy or a fast user can arrive before the response.
  };
  return { call, change };
}

/** Events of a page; every page shows incoming calls. */
export function listen(me, handlers = {}, reload, query = '') {
  const calls = incoming(me);
  return events(query, { ...handlers, ring: calls.ring, 'ring-changed': (event) => { calls.change(event); handlers['ring-changed']?.(event); } }, reload);
}

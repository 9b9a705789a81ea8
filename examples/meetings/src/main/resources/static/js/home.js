// Start, schedule, join, call; upcoming and previous meetings.
import { at, get, post, remove } from './api.js';
import { avatar, button, confirmed, copy, day, dialog, guarded, h, icon, time, toast, when } from './dom.js';
import { frame, listen, meetingPath, outgoing, start, state } from './shell.js';

const EMPTY = { upcoming: 'No upcoming meetings. Schedule one, or start one now.', previous: 'Meetings that you took part in appear here.' };

start(({ me, server }) => {
  const open = (meeting) => location.assign(meetingPath(meeting.id));
  let tab = 'upcoming', cursor;
  const items = h('ul', { class: 'list', 'aria-live': 'polite' });
  const more = button('Show more', () => load(false), { hidden: true });
  const people = h('ul', { class: 'list people' });

  const load = guarded(async (fresh = true) => {
    const asked = tab;
    const page = await get(`/api/meetings?list=${tab}${fresh !== true && cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    if (asked !== tab) return;
    cursor = page.next;
    more.hidden = !cursor;
    const rows = page.items.map((meeting) => row(meeting));
    if (fresh === true) items.replaceChildren();
    items.append(...rows);
    if (!items.children.length) items.append(h('li', { class: 'empty' }, h('span', { class: 'grow' }, EMPTY[tab])));
  });
  const row = (meeting) => {
    const at_ = meeting.startedAt ?? meeting.startsAt ?? meeting.createdAt;
    const cancel = async () => {
      if (!await confirmed('Cancel the meeting?', `“${meeting.title}” is cancelled for everybody.`, 'Cancel meeting')) return;
      await remove(at`/api/meetings/${meeting.id}`);
      load();
    };
    return h('li', {}, h('div', { class: 'grow' }, h('h3', { class: 'cut', dir: 'auto' }, meeting.title),
      h('p', { class: 'muted small cut' }, `${day(at_)}, ${time(at_)} · ${meeting.isHost ? 'You are the host' : `Host: ${meeting.hostName}`}`)),
    state(meeting), meeting.link && button('', () => copy(meeting.link), { symbol: 'link', kind: 'quiet', label: `Copy the link to ${meeting.title}` }),
    tab === 'upcoming' && meeting.isHost && meeting.kind === 'SCHEDULED' && meeting.state === 'SCHEDULED'
      && button('', cancel, { symbol: 'trash', kind: 'quiet', label: `Cancel ${meeting.title}` }),
    tab === 'upcoming' ? h('a', { class: 'button primary', href: meetingPath(meeting.id) }, 'Join')
      : h('a', { class: 'button', href: `/details.html?id=${encodeURIComponent(meeting.id)}` }, 'Details'));
  };
  const tabs = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Meetings' }, Object.entries({ upcoming: 'Upcoming', previous: 'Previous' }).map(([name, text]) =>
    h('button', { type: 'button', role: 'tab', 'aria-selected': String(name === tab), onclick: (event) => {
      tab = name;
      for (const each of tabs.children) each.setAttribute('aria-selected', String(each === event.currentTarget));
      load();
    } }, text)));

  const ringing = outgoing(load);
  const loadPeople = guarded(async () => {
    const users = await get('/api/users');
    people.replaceChildren(...users.map((user) => h('li', {}, avatar(user.name),
      h('div', { class: 'grow' }, h('p', { class: 'cut' }, user.name), h('p', { class: 'muted small' }, user.online ? 'Online' : 'Offline')),
      button('Call', () => ringing.call(user), { symbol: 'phone', kind: 'compact', label: `Call ${user.name}` }))));
  });

  const action = (symbol, text, hint, onclick, kind = '') => h('button', { type: 'button', class: `action ${kind}`, onclick: guarded(onclick) }, icon(symbol), text, h('span', {}, hint));
  frame({ me, server }, '/',
    h('div', {}, h('h1', {}, greeting(me.name)), h('p', { class: 'muted' }, new Intl.DateTimeFormat(undefined, { dateStyle: 'full' }).format(new Date()))),
    h('section', { class: 'actions', 'aria-label': 'Actions' },
      action('cam', 'Start a meeting', 'Now, with a link to share', async () => open(await post('/api/meetings')), 'primary'),
      action('calendar', 'Schedule', 'For a date and a time', () => schedule(server.limits, load)),
      action('door', 'Join', 'By link or by id', () => join()),
      action('home', 'Personal room', 'Always the same link', () => personal(open))),
    h('div', { class: 'columns' },
      h('section', { class: 'card stack', 'aria-label': 'Meetings' }, tabs, items, h('div', {}, more)),
      h('section', { class: 'card', 'aria-labelledby': 'people' }, h('h2', { id: 'people' }, 'People'), people)));
  load();
  loadPeople();
  const reload = () => { load(); loadPeople(); };
  const stream = listen(me, { 'ring-changed': (event) => { ringing.change(event); load(); } }, reload);
  // Presence and meetings of others have no events on this page, and a call can be handled by another instance.
  const rings = guarded(async () => (await get('/api/rings')).forEach((ring) => stream.receive({ type: 'ring', ring })));
  setInterval(() => document.hidden || (reload(), rings()), 30_000);
});

function greeting(name) {
  const hour = new Date().getHours();
  return `Good ${hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'}, ${name}`;
}

function schedule(limits, done) {
  const soon = new Date(Math.ceil(Date.now() / 1_800_000 + 1) * 1_800_000);
  const local = new Date(soon - soon.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  const failed = h('p', { class: 'error', role: 'alert' });
  dialog('Schedule a meeting', (close) => h('form', { onsubmit: async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    try {
      const meeting = await post('/api/meetings', { title: form.get('title'), description: form.get('description') || undefined, startsAt: new Date(form.get('startsAt')).toISOString() });
      close();
      toast(`Scheduled for ${when(meeting.startsAt)}`);
      done();
    } catch (error) {
      failed.textContent = error.friendly ?? 'Enter a date and a time.';
    }
  } }, h('h2', {}, 'Schedule a meeting'),
  h('label', {}, 'Title', h('input', { name: 'title', required: true, maxlength: limits.titleLength, autofocus: true, dir: 'auto' })),
  h('label', {}, 'Description (optional)', h('textarea', { name: 'description', maxlength: limits.descriptionLength, dir: 'auto' })),
  h('label', {}, 'Date and time', h('input', { name: 'startsAt', type: 'datetime-local', value: local, required: true })),
  h('p', { class: 'muted small' }, `People can join ${limits.joinAheadMinutes} minutes before.`), failed,
  h('div', { class: 'row' }, button('Cancel', close), h('button', { class: 'primary' }, 'Schedule'))));
}

function join() {
  const failed = h('p', { class: 'error', role: 'alert' });
  dialog('Join a meeting', (close) => h('form', { onsubmit: (event) => {
    event.preventDefault();
    const text = new FormData(event.target).get('link').trim();
    const link = URL.canParse(text) ? new URL(text) : undefined;
    // Only the parameters are used: a link to another site must not lead away from this one.
    const id = link ? link.searchParams.get('id') : text;
    if (!id) failed.textContent = 'This is not a link to a meeting.';
    else location.assign(`${link?.pathname === '/live.html' ? '/live.html' : '/meeting.html'}?${new URLSearchParams({ id, ...(link?.searchParams.has('key') && { key: link.searchParams.get('key') }) })}`);
  } }, h('h2', {}, 'Join a meeting'), h('label', {}, 'Link or id', h('input', { name: 'link', required: true, autofocus: true, autocomplete: 'off' })), failed,
  h('div', { class: 'row' }, button('Cancel', close), h('button', { class: 'primary' }, 'Join'))));
}

async function personal(open) {
  const meeting = await post('/api/meetings/personal');
  dialog('Personal room', (close) => h('div', { class: 'stack' }, h('h2', {}, 'Personal room'), h('p', { class: 'muted' }, 'Your room always has the same link.'),
    h('label', {}, 'Link', h('input', { value: meeting.link, readonly: true })),
    h('div', { class: 'row' }, button('Close', close), button('Copy link', () => copy(meeting.link), { symbol: 'link' }), button('Open', () => open(meeting), { kind: 'primary' }))));
}

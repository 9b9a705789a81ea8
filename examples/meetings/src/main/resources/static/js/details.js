// A meeting afterwards: who, how long, how many; its recordings.
import { at, get } from './api.js';
import { avatar, h, length, time, when } from './dom.js';
import { frame, listen, meetingPath, parameters, problem, start, state } from './shell.js';
import { recordings } from './recording.js';

const WHY = { ended: 'The meeting was ended by a host.', left: 'You left the meeting.' };

if (location.pathname === '/details.html') start(async (session) => {
  const id = parameters.get('id') ?? '';
  const why = WHY[parameters.get('why')];
  let meeting;
  try {
    meeting = await get(at`/api/meetings/${id}/details`);
  } catch (error) {
    return problem(why ?? 'This meeting does not open', why ? 'Its details are not available.' : error.friendly);
  }
  document.title = meeting.title;
  const { sessions } = meeting;
  const stat = (name, value) => h('div', {}, h('dt', { class: 'muted small' }, name), h('dd', {}, String(value)));
  const people = new Map();
  for (const person of sessions.flatMap((each) => each.participants)) {
    const before = people.get(person.userId);
    people.set(person.userId, { ...person, seconds: (before?.seconds ?? 0) + (person.seconds ?? 0), joinedAt: before?.joinedAt ?? person.joinedAt });
  }
  frame(session, '',
    why && h('p', { class: 'notice', role: 'status' }, why),
    h('div', { class: 'stack' }, h('div', { class: 'row' }, h('h1', { class: 'words', dir: 'auto' }, meeting.title), state(meeting),
      !meeting.closed && h('a', { class: 'button compact', href: meetingPath(id) }, parameters.get('why') === 'left' ? 'Join again' : 'Join')),
      h('p', { class: 'muted' }, `${when(meeting.startsAt ?? meeting.createdAt)} · Host: ${meeting.hostName}`), meeting.description && h('p', { class: 'words', dir: 'auto' }, meeting.description)),
    h('dl', { class: 'card stats' }, stat('Duration', length(sessions.reduce((sum, each) => sum + (each.durationSeconds ?? 0), 0))),
      stat('People', people.size), stat('At the same time', sessions.length ? Math.max(...sessions.map((each) => each.peak)) : 0), stat('Sessions', sessions.length)),
    h('section', { class: 'card' }, h('h2', {}, 'People'), h('ul', { class: 'list' }, people.size ? [...people.values()].sort((a, b) => new Date(a.joinedAt) - new Date(b.joinedAt)).map((person) => h('li', {}, avatar(person.name),
      h('div', { class: 'grow' }, h('p', { class: 'cut' }, person.name), h('p', { class: 'muted small' }, `Joined at ${time(person.joinedAt)}`)), h('span', { class: 'muted' }, length(person.seconds))))
      : h('li', { class: 'empty' }, h('span', { class: 'grow' }, 'Nobody has joined yet.')))),
    h('section', { class: 'card' }, h('h2', {}, 'Recordings'), recordings(meeting.recordings ?? [])));
  listen(session.me);
});

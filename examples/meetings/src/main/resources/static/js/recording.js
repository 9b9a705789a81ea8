// Recordings: all of mine, or one that was shared by a link.
import { at, get, post, put, remove } from './api.js';
import { button, confirmed, copy, dialog, guarded, h, length, toast, when } from './dom.js';
import { frame, listen, parameters, problem, start } from './shell.js';

const STATUS = { READY: ['Ready', 'good'], RECORDING: ['Recording', 'bad'], FAILED: ['Failed', 'bad'], EXPIRED: ['Expired', ''], DELETED: ['Deleted', ''] };
const VISIBLE = { PARTICIPANTS: 'Participants', HOSTS: 'Hosts', LINK: 'Everybody with the link', PASSWORD: 'Link and password' };
const path = (id) => at`/api/recordings/${id}`;

async function play(recording, password) {
  const { url, expiresAt, downloadUrl } = await post(`${path(recording.id)}/link`, { password });
  return [h('video', { class: 'player', src: url, controls: true, playsinline: true, 'aria-label': recording.title }),
    h('div', { class: 'row' }, downloadUrl ? h('a', { class: 'button', href: downloadUrl }, 'Download') : h('a', { class: 'button', href: url, target: '_blank', rel: 'noopener' }, 'Open the file'),
      expiresAt && h('span', { class: 'muted small' }, `The link works until ${when(expiresAt)}.`))];
}

/** A list of recordings with their controls. */
export function recordings(items) {
  const row = (recording) => {
    const [text, kind] = STATUS[recording.status] ?? ['In progress', 'warn'];
    const ready = recording.status === 'READY';
    const element = h('li', { 'data-recording': recording.id }, h('div', { class: 'grow' }, h('h3', { class: 'cut', dir: 'auto' }, recording.title),
      h('p', { class: 'muted small' }, [recording.startedAt && when(recording.startedAt), length(recording.durationSeconds), VISIBLE[recording.visibility],
        recording.retainUntil && `kept until ${when(recording.retainUntil)}`].filter(Boolean).join(' · '))),
    h('span', { class: `badge ${kind}` }, text),
    recording.shareLink && button('', () => copy(recording.shareLink), { symbol: 'link', kind: 'quiet', label: `Copy the link to ${recording.title}` }),
    recording.canManage && button('', () => share(recording, (changed) => element.replaceWith(row(changed))), { symbol: 'gear', kind: 'quiet', label: `Visibility of ${recording.title}` }),
    recording.canManage && button('', async () => {
      if (!await confirmed('Delete the recording?', 'It cannot be restored.', 'Delete')) return;
      await remove(path(recording.id));
      element.remove();
    }, { symbol: 'trash', kind: 'quiet', label: `Delete ${recording.title}` }),
    ready && button('Play', async () => {
      const content = await play(recording);
      dialog(recording.title, (close) => h('div', { class: 'stack' }, h('h2', { class: 'words' }, recording.title), content, h('div', { class: 'row' }, button('Close', close))));
    }, { symbol: 'play', kind: 'primary' }));
    return element;
  };
  return h('ul', { class: 'list' }, items.length ? items.map(row) : h('li', { class: 'empty' }, h('span', { class: 'grow' }, 'No recordings yet.')));
}

function share(recording, done) {
  const failed = h('p', { class: 'error', role: 'alert' });
  const password = h('label', { hidden: recording.visibility !== 'PASSWORD' }, 'Password', h('input', { name: 'password', type: 'password', autocomplete: 'new-password' }));
  dialog('Visibility', (close) => h('form', { onsubmit: async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    try {
      done(await put(`${path(recording.id)}/visibility`, { visibility: form.get('visibility'), password: form.get('visibility') === 'PASSWORD' ? form.get('password') : undefined }));
      close();
      toast('Visibility changed');
    } catch (error) {
      failed.textContent = error.friendly;
    }
  } }, h('h2', {}, 'Who can watch?'),
  h('label', {}, 'Visible for', h('select', { name: 'visibility', onchange: (event) => { password.hidden = event.target.value !== 'PASSWORD'; } },
    Object.entries(VISIBLE).map(([value, text]) => h('option', { value, selected: value === recording.visibility }, text)))),
  password, failed, h('div', { class: 'row' }, button('Cancel', close), h('button', { class: 'primary' }, 'Save'))));
}

async function one(session, id) {
  let recording;
  try {
    recording = await get(path(id));
  } catch (error) {
    return problem('This recording does not open', error.status === 404 ? 'It does not exist, or it is not shared with you.' : error.friendly);
  }
  document.title = recording.title;
  const failed = h('p', { class: 'error', role: 'alert' }), content = h('div', { class: 'stack' });
  const show = async (password) => {
    try {
      content.replaceChildren(...await play(recording, password));
    } catch (error) {
      failed.textContent = error.reason === 'permission-denied' ? 'The password is wrong.' : error.friendly;
    }
  };
  if (recording.visibility === 'PASSWORD' && !recording.canManage) content.append(h('form', { class: 'card stack', onsubmit: (event) => { event.preventDefault(); failed.textContent = ''; show(new FormData(event.target).get('password')); } },
    h('label', {}, 'Password', h('input', { name: 'password', type: 'password', required: true })), failed, h('div', {}, h('button', { class: 'primary' }, 'Watch'))));
  else { content.append(failed); await show(); }
  frame(session, '', h('h1', { class: 'words', dir: 'auto' }, recording.title), h('p', { class: 'muted' }, length(recording.durationSeconds)), content);
}

const shared = parameters.get('id');
if (location.pathname === '/recording.html') start(async (session) => {
  if (shared) return one(session, shared);
  const place = h('section', { class: 'card' });
  let cursor, again;
  const load = guarded(async (fresh = true) => {
    const page = await get(`/api/recordings${fresh ? '' : `?cursor=${encodeURIComponent(cursor)}`}`);
    cursor = page.next;
    if (fresh) place.replaceChildren(); else place.querySelector('button.more').remove();
    place.append(recordings(page.items));
    if (cursor) place.append(button('Show more', () => load(false), { kind: 'more' }));
    // Processing takes some seconds.
    clearTimeout(again);
    if (page.items.some(({ status }) => ['STARTING', 'RECORDING', 'STOPPING', 'PROCESSING'].includes(status))) again = setTimeout(load, 3000);
  });
  frame(session, '/recording.html', h('h1', {}, 'Recordings'), place);
  await load();
  listen(session.me, {}, load);
}, { open: Boolean(shared) });

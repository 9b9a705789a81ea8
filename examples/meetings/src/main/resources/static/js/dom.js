// Elements, dialogs and formats. Text from people is only ever set as text, never as HTML.

const SVG = 'http://www.w3.org/2000/svg';

/** Creates an element: h('p', {class: 'muted', onclick: f, hidden: true}, 'text', child, …). Absent children are left out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (['value', 'checked', 'srcObject', 'muted', 'disabled', 'selected'].includes(name)) element[name] = value;
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/**
 * Shows one element for each item in `list`. Elements whose key is unchanged stay in place: the focus stays, and a screen reader announces only
 * new ones.
 */
export function rows(list, items, key, row) {
  const before = new Map([...list.children].map((element) => [element.dataset.key, element]));
  const after = items.map((item) => {
    const element = before.get(key(item)) ?? row(item);
    element.dataset.key = key(item);
    return element;
  });
  for (const element of before.values()) if (!after.includes(element)) element.remove();
  after.forEach((element, i) => { if (list.children[i] !== element) list.insertBefore(element, list.children[i] ?? null); });
}

export function button(text, onclick, { symbol, kind = '', label, ...rest } = {}) {
  return h('button', { type: 'button', class: kind, onclick: guarded(onclick), 'aria-label': label, title: label, ...rest }, symbol && icon(symbol), text);
}

/** Runs an action once at a time and shows its error, if it has one that is fit to be shown. */
export function guarded(action) {
  return async (event) => {
    const target = event?.currentTarget;
    if (target?.dataset?.busy) return;
    if (target?.dataset) target.dataset.busy = 'true';
    try {
      await action(event);
    } catch (error) {
      toast(error.friendly ?? 'Something went wrong. Try again.');
    } finally {
      if (target?.dataset) delete target.dataset.busy;
    }
  };
}

export function avatar(name) {
  const letters = [...name.trim()].length ? name.trim().split(/\s+/).slice(0, 2).map((word) => [...word][0]).join('') : '?';
  const hue = [...name].reduce((sum, c) => (sum * 31 + c.codePointAt(0)) % 1009, 0) % 6;
  return h('span', { class: `avatar h${hue}`, 'aria-hidden': 'true' }, letters.toUpperCase());
}

const toasts = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
export function toast(text) {
  if (!toasts.isConnected) document.body.append(toasts);
  const line = h('p', {}, text);
  toasts.append(line);
  setTimeout(() => line.remove(), 6000);
}

/** Opens a modal dialog; `content` gets a function that closes it. Resolves when it is closed. */
export function dialog(title, content, { onclose } = {}) {
  const box = h('dialog', { 'aria-label': title });
  const close = () => box.close();
  box.append(...[content(close)].flat());
  document.body.append(box);
  box.showModal();
  const closed = new Promise((done) => box.addEventListener('close', () => { box.remove(); onclose?.(); done(); }));
  return { close, closed };
}

/** Asks for a confirmation; resolves to true or false. */
export async function confirmed(title, text, action) {
  let yes = false;
  await dialog(title, (close) => h('div', { class: 'stack' }, h('h2', {}, title), h('p', { class: 'muted' }, text),
    h('div', { class: 'row' }, button('Cancel', close), button(action, () => { yes = true; close(); }, { kind: 'danger' })))).closed;
  return yes;
}

export async function copy(text) {
  await navigator.clipboard.writeText(text).then(() => toast('Link copied'), () => dialog('Link', (close) => h('div', { class: 'stack' },
    h('label', {}, 'Copy this link', h('input', { value: text, readonly: true })), h('div', { class: 'row' }, button('Close', close)))));
}

const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
export const time = (instant) => CLOCK.format(new Date(instant));
export function day(instant) {
  const date = new Date(instant);
  const days = Math.round((new Date(date).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / 86_400_000);
  return { '-1': 'Yesterday', 0: 'Today', 1: 'Tomorrow' }[days] ?? DAY.format(date);
}
export const when = (instant) => `${day(instant)}, ${time(instant)}`;
export function length(seconds) {
  if (seconds == null) return '–';
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds % 60)];
  return hours ? `${hours} h ${minutes} min` : minutes ? `${minutes} min ${rest} s` : `${rest} s`;
}

// The videos: grid, speaker view, spotlight, shared screen.
import { avatar, button, h, icon } from './dom.js';

/** Videos at the same time in the grid, beside the one in the focus, and beside a shared screen. */
const [GRID, FOCUS, SCREEN] = [16, 8, 6];

/** `show(people)` with `{ id, name, mine, audio, video, screen, speaking, quality }`; video and screen have attach and detach, as LiveKit's tracks. */
export function stage() {
  const element = h('div', { class: 'stage', role: 'group', 'aria-label': 'Videos' });
  const tiles = new Map();
  const rest = h('div', { class: 'tile' });
  let view = 'grid', pinned, speaker, people = [];

  function create(key, person, shared) {
    const video = h('video', { autoplay: true, playsinline: true, muted: true, hidden: true });
    const who = h('span', { class: 'who' });
    const pin = button('', () => {
      pinned = pinned === key ? undefined : key;
      if (pinned && view === 'grid') view = 'speaker';
      if (!pinned) view = 'grid';
      element.dispatchEvent(new CustomEvent('view', { detail: view }));
      show(people);
    }, { kind: 'pin compact', symbol: 'pin', label: `Pin ${person.name}` });
    const tile = { element: h('div', { class: 'tile', role: 'group' }, avatar(person.name), video, pin, who), video, who, pin, track: undefined };
    tile.element.dataset.person = person.id;
    tile.element.classList.toggle('mine', Boolean(person.mine));
    tile.element.classList.toggle('shared', shared);
    tiles.set(key, tile);
    element.append(tile.element);
    return tile;
  }

  function update(key, person, shared) {
    const tile = tiles.get(key) ?? create(key, person, shared);
    const track = shared ? person.screen : person.video;
    if (track !== tile.track) {
      tile.track?.detach(tile.video);
      track?.attach(tile.video);
      tile.video.muted = true;   // Sound has its own elements.
      tile.track = track;
      tile.video.hidden = !track;
    }
    tile.element.classList.toggle('speaking', !shared && Boolean(person.speaking));
    const name = shared ? `${person.name}: screen` : person.mine ? `${person.name} (you)` : person.name;
    tile.element.setAttribute('aria-label', `${name}${shared ? '' : `, microphone ${person.audio ? 'on' : 'off'}, camera ${person.video ? 'on' : 'off'}`}`);
    tile.pin.setAttribute('aria-pressed', String(pinned === key));
    tile.who.replaceChildren(...[!shared && !person.audio && icon('mic-off'), h('span', { class: 'cut' }, name),
      !shared && person.quality && h('span', { class: `quality ${person.quality}`, role: 'img', 'aria-label': `Connection: ${person.quality}` }, h('i'), h('i'), h('i'))].filter(Boolean));
  }

  function show(all) {
    people = all;
    const keys = new Set();
    for (const person of people) {
      keys.add(person.id);
      update(person.id, person, false);
      if (person.screen) {
        keys.add(`${person.id}/screen`);
        update(`${person.id}/screen`, person, true);
      }
      if (person.speaking && !person.mine) speaker = person.id;
    }
    for (const [key, tile] of tiles) {
      if (keys.has(key)) continue;
      tile.track?.detach(tile.video);
      tile.element.remove();
      tiles.delete(key);
    }
    const screen = [...keys].find((key) => key.endsWith('/screen'));
    const other = people.find((person) => !person.mine) ?? people[0];
    const main = (keys.has(pinned) && pinned) || screen || (view !== 'grid' && ((keys.has(speaker) && speaker) || other?.id)) || undefined;
    const shown = view === 'spotlight' && main ? [main] : [...keys].sort((a, b) => (b === main) - (a === main)).slice(0, !main ? GRID : main === screen ? SCREEN : FOCUS);
    const lastShown = [...tiles.keys()].filter((key) => shown.includes(key)).at(-1);
    for (const [key, tile] of tiles) {
      tile.element.classList.toggle('last', key === lastShown);
      tile.element.hidden = !shown.includes(key);
      tile.element.classList.toggle('main', key === main);
    }
    const hiddenCount = keys.size - shown.length;
    rest.replaceChildren(`+ ${hiddenCount} more`);
    rest.hidden = view === 'spotlight' || hiddenCount === 0;
    element.append(rest);
    const count = shown.length + (rest.hidden ? 0 : 1);
    const columns = count < 2 ? 1 : count < 5 ? 2 : count < 10 ? 3 : 4;
    element.className = view === 'spotlight' || (main && count === 1) ? 'stage' : main ? `stage focus ${main === screen ? 'screen' : ''}` : `stage c${columns} ${{ 2: 'few', 3: 'three' }[count] ?? ''}`;
    element.dataset.view = main && main === screen ? 'screen' : view;
  }

  return { element, show, set view(name) { view = name; if (name === 'grid') pinned = undefined; show(people); } };
}

// The page gets pictures of what is in the air as server-sent events, and shows the
// newest one. It keeps no history: each picture is complete.

import { attitude, plot, show, track } from './draw.js';

const $ = id => document.getElementById(id);

// el makes an element. Text becomes text, never HTML.
function el(tag, className, ...children) {
  const e = document.createElement(tag);
  if (className) e.className = className;
  e.append(...children);
  return e;
}

function text(e, s) { if (e.textContent !== s) e.textContent = s; }

// list keeps a child of parent for each item: made once for a key, then updated.
function list(parent, items, key, make) {
  const kept = parent.kept ??= new Map(), wanted = new Set(items.map(key));
  for (const [k, child] of kept) if (!wanted.has(k)) { child.element.remove(); kept.delete(k); }
  items.forEach((item, i) => {
    let child = kept.get(key(item));
    if (!child) kept.set(key(item), child = make(item));
    if (parent.children[i] !== child.element) parent.insertBefore(child.element, parent.children[i] ?? null);
    child.update(item);
  });
}

const count = n => n.toLocaleString('en').replaceAll(',', '\u202f');
const clock = ms => { const d = new Date(ms), p = (n, w = 2) => String(n).padStart(w, '0');
  return `${p(d.getHours())}:${p(d.getMinutes())}:${p(d.getSeconds())}.${p(d.getMilliseconds(), 3)}`; };

// Streams.

function stream(first) {
  const rate = el('span', 'big'), facts = el('ul', 'facts'), hint = el('p', 'hint'), body = el('tbody');
  const [rates, setRates] = plot('messages in each second', { bars: true, zero: true, least: 1 });
  const [jitters, setJitters] = plot('jitter', { zero: true, low: true, least: .1, unit: ' ms' });
  const others = el('td'), othersRow = el('tr', 'quiet', others);
  others.colSpan = 5;
  const fact = () => { const b = el('b'), li = el('li'); facts.append(li); return (label, value, bad = false) => {
    text(b, value); if (!li.firstChild) li.append(label + ' ', b); li.className = bad ? 'bad' : ''; }; };
  const [jitter, n, lost, odd] = [fact(), fact(), fact(), fact()];
  const head = el('thead', '', el('tr', '', el('th', '', 'from'), el('th', 'n', 'a second'), el('th', 'n', 'jitter'), el('th', 'n', 'messages'), el('th', '', 'numbers')));
  const foot = el('tfoot', '', othersRow);
  const table = el('div', 'sources', el('table', '', head, body, foot));
  table.tabIndex = 0;
  const name = first.port === ports()[0] ? 'sensors' : 'drone';
  const element = el('div', 'panel', el('div', 'stream-head', el('h3', '', `port ${first.port}, ${name}`), el('span', '', rate, el('span', 'unit', 'a second'))), rates, jitters, facts, table, hint);
  element.dataset.port = first.port;
  function update(p) {
    text(rate, p.rate.toFixed(2));
    jitter('jitter', show(p.jitter) + ' ms');
    n('messages', count(p.n));
    lost('lost by a full socket', p.dropped < 0 ? 'not known' : count(p.dropped), p.dropped > 0);
    odd('odd', count(p.odd), p.odd > 0);
    table.hidden = p.n === 0;
    list(body, p.sources, s => s.from, source);
    foot.hidden = p.others === 0;
    text(others, `${count(p.others)} more from other sources`);
    hint.hidden = !p.hint || latest.now.for < 3;
    text(hint, p.hint);
  }
  return { element, update, past: h => { setRates(h.counts); setJitters(h.jitters); } };
}

function source() {
  const cells = [el('td'), el('td', 'n'), el('td', 'n'), el('td', 'n'), el('td')], element = el('tr', '', ...cells);
  return { element, update(s) {
    const q = s.seq, of = [[q?.missing, 'missing'], [q?.doubled, 'double'], [q?.late, 'late'], [q?.jumps, 'jumps']].filter(([n]) => n > 0);
    const numbers = !q ? 'none' : of.map(([n, what]) => `${count(n)} ${what}`).join(', ') || 'complete';
    [s.from, s.rate.toFixed(2), show(s.jitter) + ' ms', count(s.n), numbers].forEach((v, i) => text(cells[i], v));
    element.className = s.quiet > 5 ? 'quiet' : '';
  } };
}

// Drones.

const fields = [['date', 'double'], ['pitch', 'int'], ['roll', 'int'], ['yaw', 'int'], ['battery', 'int'],
  ['barometer', 'float'], ['agx', 'float'], ['agy', 'float'], ['agz', 'float']];

function drone() {
  const from = el('h3'), extra = el('span', 'unit'), hint = el('p', 'hint'), [indicator, setAngles] = attitude();
  const angles = ['pitch', 'roll', 'yaw'].map(name => { const b = el('b'); return [name, b, el('span', '', b, name)]; });
  const frame = el('div', 'frame');
  const cells = fields.map(([name, type], i) => {
    const at = i ? 4 + 4 * i : 0, size = i ? 4 : 8, value = el('span', 'value');
    if (at % 8 === 0) frame.append(el('span', 'offset mono', String(at)));
    const bytes = Array.from({ length: size }, () => el('span'));
    const cell = el('div', `field f${i}${size === 8 ? ' wide' : ''}`, el('div', 'bytes mono', ...bytes), el('div', 'says', el('span', '', `${name}, ${type}`), value));
    cell.title = `${name}: ${type}, bytes ${at} to ${at + size - 1}`;
    frame.append(cell);
    return { at, bytes, value };
  });
  const key = (i, name) => el('span', `k${i}`, name + ' ');
  const [battery, setBattery] = plot('battery', { least: 4, unit: ' %' });
  const [height, setHeight] = plot('height, by the barometer', { least: 1, unit: ' m' });
  const [acceleration, setAcceleration] = plot(['acceleration ', key(0, 'x'), key(1, 'y'), key(2, 'z')], { lines: 3, least: 20, unit: ' mg' });
  const element = el('article', 'panel drone', el('header', '', from, extra),
    el('div', 'attitude', indicator, el('div', 'angles', ...angles.map(a => a[2]))), frame, el('div', 'charts', battery, height, acceleration), hint);
  function update(d) {
    const f = d.frame;
    text(from, d.from);
    text(extra, d.extra > 0 ? `40 bytes, and ${d.extra} more` : '40 bytes, little-endian');
    setAngles(f.pitch, f.roll, f.yaw);
    for (const [name, b] of angles) text(b, `${f[name]}°`);
    cells.forEach((c, i) => {
      c.bytes.forEach((b, j) => text(b, d.hex.substr(2 * (c.at + j), 2)));
      text(c.value, d.values[i]);
    });
    hint.hidden = !d.odd;
    text(hint, d.odd);
  }
  return { element, update, past(h) { setBattery(h.battery); setHeight(h.height); setAcceleration(h.agx, h.agy, h.agz); } };
}

// Sensors.

function sensor() {
  const from = el('h3'), length = el('span', 'unit'), row = el('p', 'row mono'), [picture, setPoints] = track();
  picture.style.display = 'none';
  const element = el('article', 'panel sensor', el('header', '', from, length), picture, row);
  return { element, update(s) { text(from, s.from); text(length, `${show(s.length)} m`); text(row, s.row); },
    past(h) { picture.style.display = ''; setPoints(h.points, h.length); } };
}

// Messages.

const spaced = hex => hex.replace(/..(?=.)/g, '$& ');

function message(odd) {
  return () => {
    const cells = [el('td'), el('td'), el('td'), el('td', 'n'), el('td', odd ? 'why' : 'hex'), el('td', 'say')], element = el('tr', '', ...cells);
    return { element, update([m]) {
      const more = !odd && m.length > 40 ? ' …' : '';
      [clock(m.at), String(m.port), m.from, count(m.length), odd ? m.odd : spaced(m.hex) + more, m.text].forEach((v, i) => text(cells[i], v));
      element.className = m.odd && !odd ? 'strange' : '';
      element.title = odd ? spaced(m.hex) : m.odd;
    } };
  };
}

const numbered = messages => messages.map((m, i) => [m, i]);

function prints(now) {
  const step = document.querySelector('input[name=step]:checked').value, [sensors] = ports(), box = $('prints');
  const wanted = now.messages.filter(m => step === '2.1.4' || (m.port === sensors) === (step === '2.1.2')).reverse();
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
  text(box, wanted.map(m => step === '2.1.4' ? m.select : m.alone).join(''));
  if (atEnd) box.scrollTop = box.scrollHeight;
}

// The page.

const latest = { now: null, past: null };
let paused = false, drawn = true;
const ports = () => latest.now.ports.map(p => p.port);

function draw() {
  drawn = true;
  const { now, past } = latest;
  if (!now || paused) return;
  list($('streams'), now.ports, p => p.port, stream);
  list($('drones'), now.drones, d => d.from, drone);
  list($('tracks'), now.sensors, s => s.from, sensor);
  $('no-drone').hidden = now.drones.length > 0;
  $('no-track').hidden = now.sensors.length > 0;
  list($('messages'), numbered(now.messages), ([, i]) => i, message(false));
  list($('odd'), numbered(now.odd), ([, i]) => i, message(true));
  $('no-odd').hidden = now.odd.length > 0;
  $('odd-table').hidden = now.odd.length === 0;
  const rate = now.ports.reduce((sum, p) => sum + p.rate, 0);
  text($('left-out'), rate > 60 ? `12 of each port; about ${show(rate)} come in a second, and most are left out here` : '12 of each port');
  prints(now);
  if (past) {
    for (const p of past.ports) $('streams').kept.get(p.port)?.past(p);
    for (const d of past.drones) $('drones').kept.get(d.from)?.past(d);
    for (const t of past.tracks) $('tracks').kept.get(t.from)?.past(t);
    latest.past = null; // drawn; the next one comes within a second
  }
}

function take(name) {
  return event => {
    latest[name] = JSON.parse(event.data);
    state();
    if (drawn && !paused) { drawn = false; requestAnimationFrame(draw); }
  };
}

let events = null;

function state() {
  const s = paused ? 'paused' : !events ? 'asleep' : events.readyState === EventSource.OPEN ? 'live' : 'lost';
  $('state').dataset.state = s;
  text($('state'), { paused: latest.now ? `paused at ${clock(latest.now.at).slice(0, 8)}` : 'paused', asleep: 'asleep', live: 'live',
    lost: 'no connection to classroom live: trying again' }[s]);
}

// A page that nobody sees keeps no connection.
function connect() {
  events?.close();
  events = null;
  if (document.visibilityState === 'visible' && !paused) {
    events = new EventSource('events');
    events.addEventListener('now', take('now'));
    events.addEventListener('past', take('past'));
    events.onopen = state;
    events.onerror = () => {
      state();
      if (events?.readyState === EventSource.CLOSED) setTimeout(connect, 2000); // the server has answered with an error
    };
  }
  state();
}

function pause() {
  paused = !paused;
  $('pause').setAttribute('aria-pressed', String(paused));
  $('pause').firstChild.textContent = paused ? 'Go on ' : 'Pause ';
  connect();
}

$('pause').addEventListener('click', pause);
document.addEventListener('keydown', e => { if (e.key === 'p' && !e.ctrlKey && !e.metaKey && !e.altKey) pause(); });
$('step').addEventListener('change', () => latest.now && prints(latest.now));
document.addEventListener('visibilitychange', connect);
connect();

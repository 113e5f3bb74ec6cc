// What is drawn: the attitude indicator, the plots over time and the track.

const NS = 'http://www.w3.org/2000/svg';

export function svg(tag, attributes, ...children) {
  const e = document.createElementNS(NS, tag);
  for (const name in attributes) e.setAttribute(name, attributes[name]);
  e.append(...children);
  return e;
}

const perDegree = 1.6; // units of the drawing for a degree of pitch

// attitude returns an indicator, and a function that sets its angles, in degrees. As
// in an aircraft the horizon moves, not the wings: a nose that goes up (pitch) lets
// the horizon sink, and a right wing that goes down (roll) turns it to the left.
export function attitude() {
  const id = 'glass' + Math.random().toString(36).slice(2);
  const tilt = svg('g', { class: 'pitch' },
    svg('rect', { class: 'sky', x: -300, y: -400, width: 600, height: 400 }),
    svg('rect', { class: 'ground', x: -300, y: 0, width: 600, height: 400 }),
    svg('line', { class: 'horizon', x1: -300, x2: 300, y1: 0, y2: 0 }));
  for (let d = -80; d <= 80; d += 10) {
    if (d === 0) continue;
    const half = d % 20 ? 9 : 20, y = -d * perDegree;
    tilt.append(svg('line', { class: 'ladder', x1: -half, x2: half, y1: y, y2: y }));
    if (d % 20 === 0) tilt.append(svg('text', { class: 'ladder-text', x: half + 3, y: y + 2.5 }, String(Math.abs(d))));
  }
  const bank = svg('g', { class: 'roll' }, tilt, svg('path', { class: 'bank', d: 'M0 -76l-4 7h8z' }));
  const rose = svg('g', { class: 'yaw' });
  for (let d = 0; d < 360; d += 10) {
    const turned = { transform: `rotate(${d})` };
    if (d % 90 === 0) rose.append(svg('text', { class: 'compass', y: -85, ...turned }, 'NESW'[d / 90]));
    else rose.append(svg('line', { class: 'tick', y1: -93, y2: d % 30 ? -90 : -87, ...turned }));
  }
  const picture = svg('svg', { viewBox: '-100 -104 200 204', role: 'img' },
    svg('clipPath', { id }, svg('circle', { r: 77 })),
    svg('circle', { class: 'rim', r: 97 }),
    rose,
    svg('g', { 'clip-path': `url(#${id})` }, bank),
    svg('circle', { class: 'glass', r: 77 }),
    svg('path', { class: 'lubber', d: 'M0 -95l-5 -8h10z' }),
    svg('path', { class: 'wings', d: 'M-44 0h22l7 8M44 0h-22l-7 8' }),
    svg('circle', { class: 'dot', r: 3 }));
  function set(pitch, roll, yaw) {
    picture.setAttribute('aria-label', `pitch ${pitch}, roll ${roll}, yaw ${yaw} degrees`);
    tilt.setAttribute('transform', `translate(0 ${Math.max(-90, Math.min(90, pitch)) * perDegree})`);
    bank.setAttribute('transform', `rotate(${-roll})`);
    rose.setAttribute('transform', `rotate(${-yaw})`);
  }
  return [picture, set];
}

const isNumber = v => typeof v === 'number' && Number.isFinite(v);

// show writes a number in three or four digits.
export function show(v) {
  if (!isNumber(v)) return '–';
  const size = Math.abs(v);
  if (size >= 1e7) return v.toExponential(1);
  if (size >= 100 || Number.isInteger(v)) return Math.round(v).toLocaleString('en').replaceAll(',', '\u202f');
  return v.toFixed(size >= 10 ? 1 : 2);
}

// plot returns a figure with bars or with lines over the last two minutes, and a
// function that sets the values: a list for each line, null where there is none.
export function plot(caption, { bars = false, lines = 1, low = false, least = 0, unit = '', zero = false } = {}) {
  const picture = svg('svg', { viewBox: '0 0 119 40', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  const paths = Array.from({ length: lines }, (_, i) => svg('path', { class: bars ? 'bars' : `trace s${i}` }));
  picture.append(...paths);
  const figure = document.createElement('figure'), title = document.createElement('figcaption'), top = document.createElement('span');
  figure.className = low ? 'plot low' : 'plot';
  top.className = 'top';
  title.append(...[caption].flat());
  figure.append(picture, title, top);
  function set(...lists) {
    const all = lists.flat().filter(isNumber);
    let high = Math.max(...all), bottom = zero ? 0 : Math.min(...all);
    if (!all.length) { high = 1; bottom = 0; }
    top.textContent = !all.length ? '' : zero || high === bottom ? show(high) + unit : `${show(bottom)} … ${show(high)}${unit}`;
    if (high - bottom < least) {
      const middle = (high + bottom) / 2;
      if (zero) high = least;
      else [bottom, high] = [middle - least / 2, middle + least / 2];
    }
    const y = v => (38 - 27 * (v - bottom) / (high - bottom || 1)).toFixed(2);
    lists.forEach((list, i) => {
      let path = '', pen = false;
      list.forEach((v, x) => {
        if (!isNumber(v)) { pen = false; return; }
        if (bars) { if (v > 0) path += `M${x} 40V${y(v)}h.8V40z`; return; }
        path += pen ? `L${x} ${y(v)}` : `M${x} ${y(v)}h.5`;
        pen = true;
      });
      paths[i].setAttribute('d', path);
    });
  }
  return [figure, set];
}

// track returns a drawing of a walk, with a scale, and a function that sets its points:
// metres to the east and to the north. North is up.
export function track() {
  const edge = 26;
  const picture = svg('svg', { class: 'track', role: 'img' });
  const way = svg('path', { class: 'way' }), start = svg('circle', { class: 'start', r: 4 }), here = svg('circle', { class: 'here', r: 5.5 });
  const scale = svg('path', { class: 'scale' }), label = svg('text', { class: 'label', x: edge });
  const north = svg('g', {}, svg('path', { class: 'scale', d: 'M-20 44V20m-5 7l5 -8 5 8' }), svg('text', { class: 'label', x: -24, y: 58 }, 'N'));
  picture.append(way, start, here, scale, label, north);
  function set(points, length) {
    const W = picture.clientWidth || 800, H = picture.clientHeight || 270; // so a unit is a pixel
    picture.setAttribute('viewBox', `0 0 ${W} ${H}`);
    north.setAttribute('transform', `translate(${W} 0)`);
    label.setAttribute('y', H - 14);
    const most = Math.min(200, W / 3); // units of the scale
    const es = points.map(p => p[0]), ns = points.map(p => p[1]);
    const [west, east, south, top] = [Math.min(...es), Math.max(...es), Math.min(...ns), Math.max(...ns)];
    const k = Math.min((W - 3 * edge) / Math.max(east - west, 1), (H - 3 * edge) / Math.max(top - south, 1)); // units a metre
    const x = p => ((W - (east - west) * k) / 2 + (p[0] - west) * k).toFixed(1);
    const y = p => ((H - edge - (top - south) * k) / 2 + (top - p[1]) * k).toFixed(1);
    way.setAttribute('d', 'M' + points.map(p => `${x(p)} ${y(p)}`).join('L'));
    for (const [dot, p] of [[start, points[0]], [here, points[points.length - 1]]]) { dot.setAttribute('cx', x(p)); dot.setAttribute('cy', y(p)); }
    let bar = 10 ** Math.floor(Math.log10(most / k)); // metres, a round number
    for (const m of [5, 2]) if (bar * m * k <= most) { bar *= m; break; }
    scale.setAttribute('d', `M${edge} ${H - 10}v5h${(bar * k).toFixed(1)}v-5`);
    label.textContent = bar >= 1000 ? `${bar / 1000} km` : `${bar} m`;
    picture.setAttribute('aria-label', `a track of ${Math.round(length)} metres`);
  }
  return [picture, set];
}

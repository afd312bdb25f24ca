/**
 * What makes a report answer to hands: sorting and filtering of tables, and charts that can be asked and zoomed. The
 * report is whole without it, for where it is hosted scripts may not run. It writes no text as markup.
 */
export const SCRIPT = String.raw`'use strict';
(() => {
  const SVG = 'http://www.w3.org/2000/svg';
  const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE;
  const STEPS = [SECOND, MINUTE].flatMap((unit) => [1, 2, 5, 10, 15, 30].map((count) => count * unit))
    .concat([1, 2, 3, 6, 12, 24].map((count) => count * HOUR));
  /** Fewer rows are seen at once. */
  const FILTERED_FROM = 9;

  document.querySelectorAll('table.labels').forEach((table) => {
    makeSortable(table);
    if (table.tBodies[0].rows.length >= FILTERED_FROM) addFilter(table);
  });
  document.querySelectorAll('figure.chart').forEach(enliven);

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function makeSortable(table) {
    const headers = [...table.tHead.rows[0].cells];
    headers.forEach((header, column) => {
      const button = element('button', { type: 'button', className: 'sort' }, ...header.childNodes);
      button.addEventListener('click', () => {
        const isNumber = header.classList.contains('number');
        const first = isNumber ? 'descending' : 'ascending';
        const other = isNumber ? 'ascending' : 'descending';
        const order = header.getAttribute('aria-sort') === first ? other : first;
        headers.forEach((one) => one.removeAttribute('aria-sort'));
        header.setAttribute('aria-sort', order);
        sortRows(table.tBodies[0], column, isNumber, order === 'ascending' ? 1 : -1);
      });
      header.append(button);
    });
  }

  /** The total stays on top, rows without a figure go last. */
  function sortRows(body, column, isNumber, sign) {
    const keyed = [...body.rows]
      .filter((row) => !row.classList.contains('total'))
      .map((row) => ({ row, key: isNumber ? figureOf(row.cells[column]) : row.cells[column].textContent }));
    keyed.sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      return sign * (isNumber ? a.key - b.key : a.key.localeCompare(b.key, undefined, { numeric: true }));
    });
    body.append(...keyed.map(({ row }) => row));
  }

  function figureOf(cell) {
    const text = cell.textContent.replace(/\u00a0/g, '').replace('\u2212', '-').replace(/[^0-9.eE-]/g, '');
    return /[0-9]/.test(text) ? Number.parseFloat(text) : null;
  }

  function addFilter(table) {
    const rows = [...table.tBodies[0].rows].filter((row) => !row.classList.contains('total'));
    const count = element('output', { className: 'quiet' });
    const input = element('input', { type: 'search', placeholder: 'Filter labels' });
    input.setAttribute('aria-label', 'Filter labels: ' + (table.caption ? table.caption.textContent : ''));
    input.addEventListener('input', () => {
      const wanted = input.value.trim().toLowerCase();
      const shown = rows.filter((row) => {
        row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted);
        return !row.hidden;
      });
      count.textContent = wanted === '' ? '' : shown.length + ' of ' + rows.length;
    });
    table.parentElement.before(element('div', { className: 'tools' }, input, count));
  }

  function enliven(figure) {
    const svg = figure.querySelector('svg');
    const plot = svg.querySelector('svg.plot');
    const times = svg.querySelector('g.times');
    const { xs, series, unit } = JSON.parse(svg.dataset.chart);
    const box = ['x', 'y', 'width', 'height'].map((name) => Number(plot.getAttribute(name)));
    const [left, top, width, height] = box;
    const last = xs[xs.length - 1];
    let view = { from: 0, to: last };
    let at = -1;
    let dragFrom = null;

    const said = element('output', { className: 'quiet' });
    const whole = element('button', { type: 'button', hidden: true }, 'Show all');
    const tools = element('div', { className: 'tools' });
    series.forEach(({ name }) => tools.append(seriesButton(name)));
    tools.append(whole, said);
    svg.after(tools);
    const cursor = shape('line', { class: 'cursor', y1: top, y2: top + height, visibility: 'hidden' });
    const chosen = shape('rect', { class: 'chosen', y: top, height, visibility: 'hidden' });
    svg.setAttribute('tabindex', '0');

    whole.addEventListener('click', () => show(0, last));
    svg.addEventListener('pointermove', (event) => {
      const x = timeAt(event);
      if (dragFrom !== null) mark(dragFrom, x);
      point(nearest(x));
    });
    svg.addEventListener('pointerleave', () => point(-1));
    svg.addEventListener('pointerdown', (event) => {
      dragFrom = timeAt(event);
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener('pointerup', (event) => {
      const [from, to] = [dragFrom, timeAt(event)].sort((a, b) => a - b);
      dragFrom = null;
      chosen.setAttribute('visibility', 'hidden');
      if (to - from > (view.to - view.from) / 50) show(from, to);
    });
    svg.addEventListener('dblclick', () => show(0, last));
    svg.addEventListener('keydown', (event) => {
      const span = view.to - view.from;
      const middle = at < 0 ? view.from + span / 2 : xs[at];
      const actions = {
        ArrowLeft: () => point(Math.max(0, at < 0 ? nearest(view.to) : at - 1)),
        ArrowRight: () => point(Math.min(xs.length - 1, at < 0 ? nearest(view.from) : at + 1)),
        '+': () => show(middle - span / 4, middle + span / 4),
        '-': () => show(middle - span, middle + span),
        Escape: () => show(0, last),
      };
      if (actions[event.key]) {
        event.preventDefault();
        actions[event.key]();
      }
    });

    function seriesButton(name) {
      const button = element('button', { type: 'button' }, name);
      button.setAttribute('aria-pressed', 'true');
      button.addEventListener('click', () => {
        const isShown = button.getAttribute('aria-pressed') !== 'true';
        button.setAttribute('aria-pressed', String(isShown));
        svg.querySelectorAll('[data-series]').forEach((one) => {
          if (one.dataset.series === name) one.setAttribute('visibility', isShown ? 'visible' : 'hidden');
        });
      });
      return button;
    }

    function shape(name, attributes) {
      const made = document.createElementNS(SVG, name);
      Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
      svg.append(made);
      return made;
    }

    function timeAt(event) {
      const bounds = svg.getBoundingClientRect();
      const x = ((event.clientX - bounds.left) / bounds.width) * svg.viewBox.baseVal.width;
      const share = Math.min(1, Math.max(0, (x - left) / width));
      return view.from + share * (view.to - view.from);
    }

    function toX(time) {
      return left + (Math.min(1, Math.max(0, (time - view.from) / (view.to - view.from))) * width);
    }

    function nearest(time) {
      let low = 0, high = xs.length - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (xs[middle] < time) low = middle; else high = middle;
      }
      return time - xs[low] <= xs[high] - time ? low : high;
    }

    function point(index) {
      at = index;
      cursor.setAttribute('visibility', index < 0 ? 'hidden' : 'visible');
      if (index < 0) {
        said.textContent = '';
        return;
      }
      cursor.setAttribute('x1', toX(xs[index]));
      cursor.setAttribute('x2', toX(xs[index]));
      const values = series.map(({ name, values }) =>
        name + ' ' + (values[index] === null ? 'no data' : values[index] + unit));
      said.textContent = duration(xs[index]) + ': ' + values.join(', ');
    }

    function mark(from, to) {
      const [a, b] = [toX(from), toX(to)].sort((one, other) => one - other);
      chosen.setAttribute('x', a);
      chosen.setAttribute('width', b - a);
      chosen.setAttribute('visibility', 'visible');
    }

    function show(from, to) {
      view = { from: Math.max(0, from), to: Math.min(last, to) };
      const scale = width / last;
      plot.setAttribute('viewBox', [view.from * scale, 0, (view.to - view.from) * scale, height].join(' '));
      whole.hidden = view.from === 0 && view.to === last;
      const span = view.to - view.from;
      const step = STEPS.find((one) => span / one <= 6) || Math.ceil(span / 6 / (24 * HOUR)) * 24 * HOUR;
      times.replaceChildren();
      for (let tick = Math.ceil(view.from / step) * step; tick <= view.to; tick += step) {
        const text = shape('text', { x: toX(tick), y: times.dataset.y, 'text-anchor': 'middle' });
        text.textContent = duration(tick).replace(' 00 s', '');
        times.append(text);
      }
      point(-1);
    }
  }

  function duration(ms) {
    const seconds = Math.round(ms / 1000);
    const two = (value) => String(value).padStart(2, '0');
    const hours = Math.floor(seconds / 3600), minutes = Math.floor((seconds % 3600) / 60);
    if (hours > 0) return hours + ' h ' + two(minutes) + ' m' + (seconds % 60 ? ' ' + two(seconds % 60) + ' s' : '');
    return minutes > 0 ? minutes + ' m ' + two(seconds % 60) + ' s' : seconds + ' s';
  }
})();
`;

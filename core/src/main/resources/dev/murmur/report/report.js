'use strict';
(() => {
  const MARKS = ['circle', 'rect', 'triangle', 'rectRot', 'star', 'crossRot'];
  const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 2], [12, 4]];
  const charts = JSON.parse(document.getElementById('chart-data').textContent);
  let drawn = [];

  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const armColour = arm => css('--arm-' + arm % 6);
  const faded = colour => colour + '26';
  const number = v => Number(v.toPrecision(4)).toString().replace('-', '\u2212');

  // The band of an arm is two unseen lines, the second filled up to the first.
  function band(series, edge, colour) {
    return {
      label: '', band: true, data: series.points.map(p => ({x: p.x, y: p.y + edge * (p.se ?? 0)})),
      borderWidth: 0, pointRadius: 0, pointHitRadius: 0,
      fill: edge < 0 ? '-1' : false, backgroundColor: faded(colour),
    };
  }

  // Names of the rows of dots, or of the spokes of a radar.
  function labels(chart) {
    const found = [];
    chart.series.forEach(s => s.points.forEach(p => { found[p.x] = p.label; }));
    return found;
  }

  // Dots of several series lie above each other within their row.
  function row(chart, series, point) {
    const drawn = chart.series.filter(s => s.points.length);
    return point.x + 0.6 * ((drawn.indexOf(series) + 0.5) / drawn.length - 0.5);
  }

  function dots(series, chart, colour) {
    return {
      label: series.name, data: series.points.map(p => ({...p, x: p.y, y: row(chart, series, p), value: p.y})),
      showLine: false, borderColor: colour, backgroundColor: colour,
      pointStyle: MARKS[series.arm % 6], pointRadius: 4, pointHitRadius: 8,
    };
  }

  function ring(series, chart, colour) {
    const values = labels(chart).map(() => null);
    series.points.forEach(p => { values[p.x] = p.y; });
    return {
      label: series.name, data: values, spanGaps: true, fill: chart.series.length === 1, borderColor: colour, backgroundColor: faded(colour),
      borderWidth: 2, borderDash: DASHES[series.arm % 6], pointStyle: MARKS[series.arm % 6], pointRadius: 3,
      pointBackgroundColor: colour,
    };
  }

  function line(series, chart, colour) {
    const steps = chart.style === 'STEPS';
    return {
      label: series.name, data: series.points, borderColor: colour, backgroundColor: colour,
      borderWidth: steps ? 1.5 : 2, borderDash: steps ? [] : DASHES[series.arm % 6],
      pointStyle: MARKS[series.arm % 6], pointRadius: steps ? 0 : 4, pointHitRadius: 8, tension: 0,
    };
  }

  function datasets(chart) {
    return chart.series.filter(s => s.points.length).flatMap(s => {
      const colour = armColour(s.arm);
      if (chart.style === 'DOTS') return [dots(s, chart, colour)];
      if (chart.style === 'RADAR') return [ring(s, chart, colour)];
      const bands = s.points.some(p => p.se !== null) && chart.style !== 'PATH'
        ? [band(s, 1, colour), band(s, -1, colour)] : [];
      return [...bands, line(s, chart, colour)];
    });
  }

  // A reference line (0.5 for a win rate); on paths, the standard error as a whisker and the
  // iteration beside its point; of dots, the standard error as a whisker along the row.
  const extras = {
    id: 'extras',
    beforeDatasetsDraw({ctx, chartArea: a, scales: {x, y}, config}) {
      const chart = config.options.murmur;
      if (chart.style === 'RADAR') return;
      ctx.save();
      if (chart.style === 'DOTS') {
        ctx.lineWidth = 1.5;
        for (const s of chart.series) {
          ctx.strokeStyle = armColour(s.arm) + '80';
          for (const p of s.points) {
            const at = y.getPixelForValue(row(chart, s, p));
            ctx.beginPath(); ctx.moveTo(x.getPixelForValue(p.y - p.se), at);
            ctx.lineTo(x.getPixelForValue(p.y + p.se), at); ctx.stroke();
          }
        }
      }
      if (chart.level !== null && chart.level >= y.min && chart.level <= y.max) {
        const at = y.getPixelForValue(chart.level);
        ctx.strokeStyle = css('--soft'); ctx.lineWidth = 1; ctx.setLineDash([2, 3]);
        ctx.beginPath(); ctx.moveTo(a.left, at); ctx.lineTo(a.right, at); ctx.stroke();
      }
      if (chart.style === 'PATH') {
        ctx.setLineDash([]); ctx.lineWidth = 1.5;
        for (const s of chart.series) {
          ctx.strokeStyle = armColour(s.arm) + '80';
          for (const p of s.points) {
            const at = x.getPixelForValue(p.x);
            ctx.beginPath(); ctx.moveTo(at, y.getPixelForValue(p.y - p.se));
            ctx.lineTo(at, y.getPixelForValue(p.y + p.se)); ctx.stroke();
            const label = p.label.replace('iteration ', '');
            const room = a.right - at > ctx.measureText(label).width + 12;
            ctx.fillStyle = css('--soft'); ctx.textAlign = room ? 'left' : 'right';
            ctx.fillText(label, at + (room ? 8 : -8), y.getPixelForValue(p.y) - 8);
          }
        }
      }
      ctx.restore();
    },
  };

  // What the vertical axis must hold beside the points: the reference line and the whiskers.
  function range(chart) {
    const level = chart.level === null ? [] : [chart.level];
    const whiskers = chart.style !== 'PATH' ? []
      : chart.series.flatMap(s => s.points.flatMap(p => [p.y - p.se, p.y + p.se]));
    const all = [...level, ...whiskers];
    return all.length ? {suggestedMin: Math.min(...all), suggestedMax: Math.max(...all)} : {};
  }

  function axis(chart, label, horizontal) {
    const logarithmic = horizontal && chart.style === 'LOGARITHMIC';
    const byIteration = horizontal && chart.x === 'iteration';
    const ns = chart.series.flatMap(s => s.points.map(p => p.x));
    return {
      type: logarithmic ? 'logarithmic' : 'linear',
      title: {display: true, text: label, color: css('--soft')},
      grid: {color: css('--line'), display: !horizontal || byIteration}, border: {color: css('--line')},
      ticks: {color: css('--soft'), maxTicksLimit: 7, ...(byIteration ? {stepSize: 1, precision: 0} : {}),
              callback: v => logarithmic && !ns.includes(v) ? null : number(v)},
      ...(horizontal ? {} : range(chart)),
      ...(logarithmic ? {afterBuildTicks: a => { a.ticks = [...new Set(ns)].map(value => ({value})); }} : {}),
    };
  }

  // Rows of names from the top; numbers below.
  function rows(chart) {
    const names = labels(chart);
    const common = {grid: {color: css('--line')}, border: {color: css('--line')}};
    const ends = chart.series.flatMap(s => s.points.flatMap(p => [p.y - p.se, p.y + p.se]));
    return {
      x: {...common, type: 'linear', suggestedMin: Math.min(...ends), suggestedMax: Math.max(...ends),
          title: {display: true, text: chart.y, color: css('--soft')},
          ticks: {color: css('--soft'), maxTicksLimit: 7, callback: number}},
      y: {...common, type: 'linear', reverse: true, min: -0.5, max: names.length - 0.5,
          afterBuildTicks: a => { a.ticks = names.map((_, value) => ({value})); },
          ticks: {color: css('--ink'), autoSkip: false, callback: v => names[v]}},
    };
  }

  function spokes() {
    return {r: {min: 0, max: 10, grid: {color: css('--line')}, angleLines: {color: css('--line')},
                pointLabels: {color: css('--ink')},
                ticks: {color: css('--soft'), backdropColor: 'transparent', stepSize: 2}}};
  }

  function scales(chart) {
    if (chart.style === 'DOTS') return rows(chart);
    if (chart.style === 'RADAR') return spokes();
    return {x: axis(chart, chart.x, true), y: axis(chart, chart.y, false)};
  }

  function tooltip({raw, dataset, chart, dataIndex}) {
    const {x, y, style} = chart.options.murmur;
    if (style === 'RADAR') return dataset.label + ', ' + chart.data.labels[dataIndex] + ': ' + number(raw);
    if (style === 'DOTS') return dataset.label + ', ' + raw.label + ': ' + number(raw.value) + ' \u00b1 ' + number(raw.se);
    const error = raw.se === null ? '' : ' \u00b1 ' + number(raw.se);
    const across = style === 'PATH' ? ', ' + x + ' ' + number(raw.x) : '';
    return dataset.label + ', ' + raw.label + ': ' + y + ' ' + number(raw.y) + error + across;
  }

  function draw(chart) {
    const canvas = document.getElementById(chart.id);
    const radar = chart.style === 'RADAR';
    if (chart.style === 'DOTS') {
      const row = 14 + 8 * chart.series.length;
      canvas.parentElement.style.height = labels(chart).length * row + 80 + 'px';
    }
    return new Chart(canvas, {
      type: radar ? 'radar' : 'line',
      data: {...(radar ? {labels: labels(chart)} : {}), datasets: datasets(chart)},
      plugins: [extras],
      options: {
        murmur: chart, animation: false, maintainAspectRatio: false,
        layout: {padding: {right: chart.style === 'PATH' ? 24 : 4}},
        interaction: {mode: 'nearest', intersect: false},
        scales: scales(chart),
        plugins: {
          legend: {display: chart.series.length > 1, position: 'bottom',
                   labels: {color: css('--ink'), usePointStyle: true, boxHeight: 7,
                            filter: (item, data) => !data.datasets[item.datasetIndex].band},
                   onClick: null},
          tooltip: {displayColors: false, filter: item => !item.dataset.band,
                    callbacks: {title: () => '', label: tooltip}},
        },
      },
    });
  }

  function drawAll() {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    drawn.forEach(chart => chart.destroy());
    drawn = charts.map(draw);
  }

  // The questions of a benchmark that its choices leave, and how many they are.
  function filter(section) {
    const choices = [...section.querySelectorAll('select')];
    const questions = [...section.querySelectorAll('.question')];
    const update = () => {
      questions.forEach(q => {
        q.hidden = choices.some(c => c.value !== '' && q.dataset[c.dataset.key] !== c.value);
      });
      section.querySelector('output').textContent =
        questions.filter(q => !q.hidden).length + ' of ' + questions.length + ' shown';
    };
    choices.forEach(c => c.addEventListener('change', update));
    section.querySelector('.filter').hidden = false;
    update();
  }

  document.querySelectorAll('.questions').forEach(filter);
  drawAll();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  matchMedia('print').addEventListener('change', drawAll);
})();

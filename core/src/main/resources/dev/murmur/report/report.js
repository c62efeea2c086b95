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
      const bands = s.points.some(p => p.se !== null) && chart.style !== 'PATH'
        ? [band(s, 1, colour), band(s, -1, colour)] : [];
      return [...bands, line(s, chart, colour)];
    });
  }

  // A reference line (0.5 for a win rate); on paths, the standard error as a whisker and the
  // iteration beside its point.
  const extras = {
    id: 'extras',
    beforeDatasetsDraw({ctx, chartArea: a, scales: {x, y}, config}) {
      const chart = config.options.murmur;
      ctx.save();
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
            ctx.fillStyle = css('--soft');
            ctx.fillText(p.label.replace('iteration ', ''), at + 8, y.getPixelForValue(p.y) - 8);
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

  function tooltip({raw, dataset, chart}) {
    const {x, y} = chart.options.murmur;
    const error = raw.se === null ? '' : ' \u00b1 ' + number(raw.se);
    const across = chart.options.murmur.style === 'PATH' ? ', ' + x + ' ' + number(raw.x) : '';
    return dataset.label + ', ' + raw.label + ': ' + y + ' ' + number(raw.y) + error + across;
  }

  function draw(chart) {
    return new Chart(document.getElementById(chart.id), {
      type: 'line',
      data: {datasets: datasets(chart)},
      plugins: [extras],
      options: {
        murmur: chart, animation: false, maintainAspectRatio: false,
        layout: {padding: {right: chart.style === 'PATH' ? 24 : 4}},
        interaction: {mode: 'nearest', intersect: false},
        scales: {x: axis(chart, chart.x, true), y: axis(chart, chart.y, false)},
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

  drawAll();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  matchMedia('print').addEventListener('change', drawAll);
})();

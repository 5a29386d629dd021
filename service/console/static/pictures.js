// The trace and the floor, on two canvases.
(() => {
  "use strict";
  const COLUMNS = 480, STEPS = [200, 500, 1000, 2000, 5000];

  function colour(name) { return getComputedStyle(document.body).getPropertyValue(name).trim(); }

  function prepared(id) {
    const canvas = document.getElementById(id);
    if (!canvas || !canvas.clientWidth) return null;
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
    if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    return { pen, width: canvas.clientWidth, height: canvas.clientHeight, canvas };
  }

  let top = 1500;
  function trace(now) {
    const place = prepared("trace");
    if (!place) return;
    const { pen, width, height } = place;
    let most = 1200;
    for (const [, high] of now.columns) if (high > most) most = high;
    const wanted = Math.ceil(most / 500) * 500 + 250;
    top = wanted > top ? wanted : top - (top - wanted) * 0.03;
    const left = 56, foot = 24, bottom = -100;
    const y = (n) => (height - foot) * (1 - (n - bottom) / (top - bottom));
    const x = (i) => left + (width - left) * (i / COLUMNS);
    const step = STEPS.find((s) => top / s <= 5) || 5000;
    pen.font = "14px sans-serif"; pen.textBaseline = "middle"; pen.textAlign = "right"; pen.lineWidth = 1;
    for (let n = 0; n < top; n += step) {
      pen.strokeStyle = colour("--rule"); pen.beginPath(); pen.moveTo(left, y(n)); pen.lineTo(width, y(n)); pen.stroke();
      pen.fillStyle = colour("--quiet"); if (y(n) > 8) pen.fillText(n === 0 ? "0 N" : String(n), left - 8, y(n));
    }
    pen.textAlign = "center"; pen.fillStyle = colour("--quiet");
    for (let s = 2; s < 8; s += 2) pen.fillText(`−${8 - s} s`, x(COLUMNS * s / 8), height - foot / 2);
    const begin = COLUMNS - now.columns.length;
    pen.strokeStyle = colour("--ink"); pen.lineWidth = 2; pen.lineJoin = "round"; pen.beginPath();
    let last = null;
    now.columns.forEach(([low, high], i) => {
      if (!Number.isFinite(low)) { last = null; return; }
      const at = x(begin + i);
      if (last === null) pen.moveTo(at, y(low)); else pen.lineTo(at, y(low));
      pen.lineTo(at, y(high));
      last = high;
    });
    pen.stroke();
  }

  function foot(pen, at, sign, scale) {
    // An outline of a shoe's sole, 290 mm long, toes up; mirrored for the left.
    pen.beginPath();
    const p = (x, y) => [at[0] + sign * x * scale, at[1] - y * scale];
    pen.moveTo(...p(-28, -120));
    pen.bezierCurveTo(...p(-40, -60), ...p(-30, -10), ...p(-44, 60));
    pen.bezierCurveTo(...p(-50, 120), ...p(-20, 150), ...p(6, 145));
    pen.bezierCurveTo(...p(45, 135), ...p(52, 80), ...p(44, 40));
    pen.bezierCurveTo(...p(36, -20), ...p(38, -60), ...p(32, -120));
    pen.bezierCurveTo(...p(24, -148), ...p(-20, -148), ...p(-28, -120));
    pen.stroke();
  }

  function dots(pen, trail, side, to, fill, size) {
    trail.forEach((moment, i) => {
      const [right, forward] = moment[side];
      if (!Number.isFinite(right)) return;
      const newest = i === trail.length - 1;
      pen.globalAlpha = newest ? 1 : 0.08 + 0.3 * (i / trail.length);
      pen.fillStyle = fill; pen.beginPath();
      const [x, y] = to([right, forward]);
      if (side === "both") {
        const r = newest ? size : size * 0.4;
        pen.moveTo(x, y - r); pen.lineTo(x + r, y); pen.lineTo(x, y + r); pen.lineTo(x - r, y); pen.closePath();
      } else pen.arc(x, y, newest ? size : size * 0.4, 0, 7);
      pen.fill();
    });
    pen.globalAlpha = 1;
  }

  function floor(now) {
    const place = prepared("floor");
    if (!place) return;
    const { pen, width, height, canvas } = place;
    const plates = JSON.parse(canvas.dataset.plates || "[]");
    if (!plates.length) return;
    const all = plates.flatMap((plate) => plate.corners);
    const xs = all.map((c) => c[0]), ys = all.map((c) => c[1]);
    const west = Math.min(...xs), east = Math.max(...xs), south = Math.min(...ys), north = Math.max(...ys);
    const scale = Math.min((width - 16) / (east - west), (height - 34) / (north - south));
    const to = ([right, forward]) => [width / 2 + (right - (west + east) / 2) * scale,
      (height - 18) / 2 - (forward - (south + north) / 2) * scale];
    for (const plate of plates) {
      const ink = colour(plate.side === "left" ? "--left" : "--right");
      pen.strokeStyle = ink; pen.lineWidth = 2; pen.setLineDash(plate.side === "left" ? [] : [9, 5]); pen.beginPath();
      plate.corners.forEach((c, i) => { const [x, y] = to(c); if (i) pen.lineTo(x, y); else pen.moveTo(x, y); });
      pen.closePath(); pen.stroke(); pen.setLineDash([]);
      const stand = now.feet && now.feet.middle(plate.side);
      if (stand) {
        pen.strokeStyle = colour("--outline"); pen.lineWidth = now.feet.weighed ? 2 : 1;
        pen.setLineDash(now.feet.weighed ? [] : [3, 4]);
        foot(pen, to(stand), plate.side === "left" ? -1 : 1, scale);
        pen.setLineDash([]);
      }
      pen.fillStyle = ink; pen.font = "600 15px sans-serif"; pen.textAlign = "center"; pen.textBaseline = "alphabetic";
      pen.fillText(plate.side === "left" ? "Left" : "Right", to(plate.centre)[0], height - 4);
    }
    if (now.feet && !now.feet.weighed) {
      pen.fillStyle = colour("--quiet"); pen.font = "14px sans-serif"; pen.textAlign = "center";
      pen.fillText("not weighed yet", width / 2, height - 4);
    }
    dots(pen, now.trail, "left", to, colour("--left"), 8);
    dots(pen, now.trail, "right", to, colour("--right"), 8);
    dots(pen, now.trail, "both", to, colour("--ink"), 10);
  }

  window.legdrivePictures = { draw(now) { trace(now); floor(now); } };
})();

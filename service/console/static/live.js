// The live picture: binary frames from /live (service/live/frames.py), drawn once a screen refresh.
(() => {
  "use strict";
  const HEAD = 32, N_VALUES = 16, KEEP = 480, OLD_MS = 250, TRAIL_MS = 1000;
  const STATES = ["CHECK", "EMPTY", "WEIGH", "READY", "LIFT", "REVIEW", "QUEUED", "SENT", "REVISED", "WITHDRAWN"];
  const SIMULATED = 1, SHARE_SHOWN = 2, WHOLE_TRACE = 4, ZEROED = 8, CLIPPED = 16;
  const now = { columns: [], next: 0, trail: [], values: null, headRoom: [], lost: 0, timeS: NaN, cameAt: -Infinity, flags: 0 };
  const feet = now.feet = window.legdriveFeet ? window.legdriveFeet() : null;
  const known = Number.isFinite;
  let drawn = 0, socket = null, wait = 250, dirty = false, held = false;

  function take(data) {
    const view = new DataView(data);
    if (view.getUint32(0, false) !== 0x4c444c56 || view.getUint8(4) !== 1) return;
    const nChannels = view.getUint8(7), nColumns = view.getUint32(28, true), first = view.getUint32(24, true);
    const numbers = new Float32Array(data, HEAD);
    const timeS = view.getFloat64(16, true);
    // How old the first picture is nobody knows: only a newer one shows that samples come.
    if (timeS !== now.timeS && known(now.timeS)) now.cameAt = performance.now();
    now.timeS = timeS;
    now.state = STATES[view.getUint8(5)];
    now.flags = view.getUint8(6);
    now.lost = view.getUint32(12, true);
    now.values = numbers.subarray(0, N_VALUES);
    now.headRoom = numbers.subarray(N_VALUES, N_VALUES + nChannels);
    const columns = numbers.subarray(N_VALUES + nChannels);
    if (now.flags & WHOLE_TRACE || first !== now.next) now.columns = [];
    for (let i = 0; i < nColumns; i++) now.columns.push([columns[2 * i], columns[2 * i + 1]]);
    if (now.columns.length > KEEP) now.columns.splice(0, now.columns.length - KEEP);
    now.next = first + nColumns;
    const v = now.values;
    now.trail.push({ at: performance.now(), left: [v[6], v[7]], right: [v[8], v[9]], both: [v[10], v[11]] });
    while (now.trail.length && performance.now() - now.trail[0].at > TRAIL_MS) now.trail.shift();
    if (feet) feet.follow(v, performance.now());
    drawn += 1;
    dirty = true;
  }

  function connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}/live`);
    socket.binaryType = "arraybuffer";
    socket.onmessage = (event) => { wait = 250; if (!held) take(event.data); };
    socket.onclose = () => { setTimeout(connect, wait); wait = Math.min(2 * wait, 4000); };
  }

  const number = (value, digits) => (known(value) ? value.toFixed(digits) : "–").replace(/^-(0[.0]*)$/, "$1").replace("-", "−");
  const clock = (s) => !known(s) ? "–" : s < 60 ? `${Math.floor(s)} s` : `${Math.floor(s / 60)} min ${Math.floor(s % 60)} s`;

  function say(id, text) {
    const place = document.getElementById(id);
    if (place && place.textContent !== text) place.textContent = text;
  }

  function meter(id, share, warn) {
    const place = document.getElementById(id);
    if (!place) return;
    place.style.setProperty("--share", known(share) ? Math.max(0, Math.min(1, share)) : 0);
    place.setAttribute("aria-valuenow", known(share) ? Math.round(100 * share) : 0);
    place.classList.toggle("full", warn);
  }

  function show() {
    const old = performance.now() - now.cameAt > OLD_MS;
    document.documentElement.classList.toggle("old", old || !now.values);
    const v = now.values;
    if (!v) return;
    say("total-n", number(v[2], 0));
    say("mass-kg", number(v[3], 1));
    const share = document.getElementById("share");
    if (share) {
      share.hidden = !(now.flags & SHARE_SHOWN);
      const sum = v[4] + v[5], left = sum > 50 ? v[4] / sum : NaN;
      share.style.setProperty("--share", known(left) ? left : 0.5);
      say("share-left", known(left) ? `${Math.round(100 * left)} %` : "–");
      say("share-right", known(left) ? `${100 - Math.round(100 * left)} %` : "–");
    }
    meter("still-left", v[12], false);
    meter("still-right", v[13], false);
    say("zero-age", now.flags & ZEROED ? clock(v[14]) : "none");
    say("weigh-in-age", known(v[15]) ? clock(v[15]) : "none");
    say("lost", String(now.lost));
    const ageMs = performance.now() - now.cameAt;
    say("rate", ageMs < 60000 ? `${number(v[0], 0)} Hz` : "–");
    say("data-age", ageMs < OLD_MS ? "now" : ageMs < 60000 ? `${(ageMs / 1000).toFixed(1)} s old` : "no data");
    now.headRoom.forEach((used, i) => meter(`channel-${i}`, used, used >= 0.98));
    const clipped = document.getElementById("clipped");
    if (clipped) clipped.hidden = !(now.flags & CLIPPED);
  }

  let lastText = 0;
  function tick(at) {
    requestAnimationFrame(tick);
    if (at - lastText > 95) { lastText = at; show(); }
    if (!dirty) return;
    dirty = false;
    const pictures = window.legdrivePictures;
    if (pictures) pictures.draw(now);
  }

  window.legdriveLive = { now, drawn: () => drawn, hold: (on) => { held = on; } };
  document.addEventListener("DOMContentLoaded", () => { connect(); requestAnimationFrame(tick); });
})();

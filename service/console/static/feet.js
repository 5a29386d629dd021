// Where the outlines of the feet are drawn: by the pressure of a foot that rests, never by a measured outline.
(() => {
  "use strict";
  const RESTS = 0.5, ON_N = 50, OFF_MS = 1000, STEP_MM = 60, FOLLOWS = 0.1;
  // Standing pressure is taken to lie at 110 mm from the heel of a 265 mm foot, as on the report. The outline is
  // 288 mm long with its middle 141 mm from the heel's end, so that this is 21 mm behind its middle.
  const AHEAD_MM = 21;
  const PRESSURE = { left: 6, right: 8 }, STILL = [12, 13], TOTAL = 2, WEIGH_IN_AGE = 15;

  // One screen's feet. follow(values of a frame, ms) while frames come; middle(side) where to draw, or null.
  window.legdriveFeet = () => {
    let places = {}, onAt = -Infinity;
    return {
      weighed: false,
      follow(v, atMs) {
        this.weighed = Number.isFinite(v[WEIGH_IN_AGE]);
        if (!(v[TOTAL] > ON_N)) {
          if (atMs - onAt > OFF_MS) places = {}; // nobody stands there any more; a flight is shorter
          return;
        }
        onAt = atMs;
        if (!STILL.every((i) => v[i] >= RESTS)) return;
        for (const [side, i] of Object.entries(PRESSURE)) {
          const seen = [v[i], v[i + 1]], old = places[side];
          if (!seen.every(Number.isFinite)) continue;
          const stepped = !old || Math.hypot(seen[0] - old[0], seen[1] - old[1]) > STEP_MM;
          places[side] = stepped ? seen : old.map((mm, k) => mm + FOLLOWS * (seen[k] - mm));
        }
      },
      middle(side) {
        const place = places[side];
        return place ? [place[0], place[1] + AHEAD_MM] : null;
      },
    };
  };
})();

// Dark where the system is dark, on the plain pages.
(() => {
  "use strict";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const set = () => document.body.classList.toggle("body--dark", dark.matches);
  dark.addEventListener("change", set);
  set();
  const first = document.querySelector("input:not([type=hidden])");
  if (first) first.focus();
})();

// Keys go to the session unless somebody is writing; a button that was clicked gives the keys back.
(() => {
  "use strict";
  const SCROLL = new Set([" ", "PageDown", "PageUp", "ArrowUp", "ArrowDown", "/", "'"]);

  function writing(element) {
    return element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const at = document.activeElement;
    if (writing(at)) return;
    if (document.querySelector(".q-dialog__inner")) return;
    const presses = event.key === "Enter" || event.key === " ";
    if (presses && at && /^(A|BUTTON|SUMMARY|TR)$/.test(at.tagName)) return;
    if (!document.getElementById("keys-here") && event.key !== "?") return;
    if (event.key.length > 1 && !SCROLL.has(event.key) && event.key !== "Enter") return;
    if (event.repeat && !event.key.startsWith("Arrow")) return;
    if (SCROLL.has(event.key)) event.preventDefault();
    window.emitEvent("legdrive_key", { key: event.key });
  });

  document.addEventListener("click", (event) => {
    const button = event.detail > 0 && event.target.closest && event.target.closest("button");
    if (button && !button.closest(".q-dialog")) button.blur();
  });
})();

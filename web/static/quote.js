// The quote's page: suggestions are walked through with the arrow keys, and Escape closes them.
(() => {
  "use strict";
  const list = () => document.getElementById("suggestions");
  const input = () => document.getElementById("f-add-product");
  const buttons = () => [...(list()?.querySelectorAll(".suggestion") ?? [])];

  document.addEventListener("keydown", (event) => {
    if (!event.target.closest?.("#add-line")) return;
    const all = buttons(), at = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && all.length && (at >= 0 || document.activeElement === input())) {
      event.preventDefault();
      all[Math.min(at + 1, all.length - 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (all[at - 1] ?? input()).focus();
    } else if (event.key === "Escape" && all.length) {
      list().replaceChildren();
      input()?.focus();
      input()?.setAttribute("aria-expanded", "false");
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "suggestions") {
      input()?.setAttribute("aria-expanded", String(buttons().length > 0));
    }
  });
})();

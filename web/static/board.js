// The board: dragging a card to another column, and each card's move form in a dialog.
// Without script the same forms are pages of their own.
(() => {
  "use strict";
  const drop = document.getElementById("drop");
  const dialog = document.getElementById("move-dialog");
  if (!drop || !dialog) return;
  let dragged = null;

  const moveAddress = (deal) => `/deals/${encodeURIComponent(deal)}/move`;

  function putBack() {
    if (dragged?.home.isConnected) dragged.home.insertBefore(dragged.card, dragged.next);
    dragged = null;
  }

  function ask(address) {
    fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
      .then((form) => {
        dialog.innerHTML = form;
        for (const radio of dialog.querySelectorAll("[name=to]")) radio.addEventListener("change", fit);
        fit();
        dialog.showModal();
        (dialog.querySelector("[name=to]:checked") ? firstEmpty() : dialog.querySelector("#move-title"))?.focus();
      })
      .catch(() => location.assign(address));
  }

  // Ask only for what the chosen stage needs.
  function fit() {
    const chosen = dialog.querySelector("[name=to]:checked");
    for (const need of ["reason", "resume"]) {
      const needed = chosen?.hasAttribute(`data-${need}`) ?? false;
      const box = dialog.querySelector(`.move-${need}`);
      box.hidden = !needed;
      for (const input of box.querySelectorAll("input, textarea")) input.required = needed;
    }
  }

  const firstEmpty = () =>
    [...dialog.querySelectorAll("textarea, input[type=date]")].find((one) => one.required) ??
    dialog.querySelector("[type=submit]");

  function dropped(event) {
    const { item: card, from, to } = event;
    dragged = { card, home: from, next: from.children[event.oldIndex] ?? null };
    if (from === to) return putBack();
    const key = to.dataset.column;
    if (from.dataset.asks.split(" ").includes(key)) {
      const back = drop.elements.back.value;
      ask(`${moveAddress(card.dataset.deal)}?${new URLSearchParams({ to: key, back })}`);
      return putBack();
    }
    drop.elements.to.value = key;
    drop.elements.seen.value = from.dataset.column;
    drop.dataset.path = moveAddress(card.dataset.deal);
    drop.requestSubmit();
  }

  drop.addEventListener("htmx:configRequest", (event) => {
    event.detail.path = drop.dataset.path;
  });
  drop.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr.status > 0 && event.detail.xhr.status < 400) dragged = null;
    else putBack();
  });

  function begin() {
    for (const list of document.querySelectorAll("[data-column]")) {
      if (window.Sortable.get(list)) continue;
      window.Sortable.create(list, {
        group: "deals",
        draggable: ".board-card",
        filter: "a.board-move",
        preventOnFilter: false,
        sort: false,
        delay: 150,
        delayOnTouchOnly: true,
        animation: 120,
        ghostClass: "board-ghost",
        onEnd: dropped,
      });
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-move]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    ask(link.href);
  });
  dialog.addEventListener("click", (event) => {
    if (!event.target.closest("[data-cancel]")) return;
    event.preventDefault();
    dialog.close();
  });
  // What dragging leaves behind, style="", would be copied by the swap, and our policy refuses styles.
  document.addEventListener("htmx:beforeSwap", () => {
    for (const one of document.querySelectorAll('#board [style=""]')) one.removeAttribute("style");
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    begin();
    if (event.detail.requestConfig?.elt === drop) document.querySelector("#board [data-focus]")?.focus();
  });
  begin();
})();

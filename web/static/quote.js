// The quote's page: the lines are worked on by keyboard, rows from Excel are taken where they are pasted.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const list = () => byId("suggestions");
  const input = () => byId("f-add-product");
  const buttons = () => [...(list()?.querySelectorAll(".suggestion") ?? [])];
  const rowOf = (element) => element.closest?.("form.quote-row");

  // ---- suggestions are walked through with the arrow keys, and Escape closes them
  document.addEventListener("keydown", (event) => {
    if (!event.target.closest?.("#add-line")) return;
    const all = buttons(), at = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && all.length && (at >= 0 || document.activeElement === input())) {
      event.preventDefault();
      all[Math.min(at + 1, all.length - 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (all[at - 1] ?? input()).focus();
    } else if (event.key === "ArrowUp" && document.activeElement === input()) {
      const rows = [...document.querySelectorAll("form.quote-row")];
      rows.at(-1)?.elements.quantity.select();
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

  // ---- a line sends what was touched, and only that
  const typed = (row) => [...row.elements].filter((field) => field.matches("input.form-control"));
  const touched = (field) => field.value !== field.defaultValue;
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, formData } = event.detail;
    const row = elt.matches("form.quote-row, [data-foretells]") ? elt.closest("form") : null;
    if (!row) return;
    for (const field of typed(row)) {
      if (!touched(field) && field.name !== "reason") formData.delete(field.name);
    }
    if (elt !== row) return row.hasAttribute("aria-busy") ? event.preventDefault() : undefined;
    const foretells = row.querySelector("[data-foretells]");
    if (foretells) htmx.trigger(foretells, "htmx:abort"); // what is saved is no longer foretold
    row.sent = Object.fromEntries(typed(row).map((field) => [field.name, field.value]));
  });
  // What was refused stays typed: the forecast says what it would mean.
  const foretell = (row) => htmx.trigger(row.querySelector("[data-foretells]") ?? row, "foretell");
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.elt.matches("form.quote-row") && detail.xhr.status >= 400) foretell(detail.elt);
  });
  // What came of it stands in the fields, but where somebody is typing again already.
  document.addEventListener("line-changed", ({ detail }) => {
    const row = byId(`l-${detail.line}-form`);
    if (!row) return;
    for (const field of typed(row)) {
      const now = detail[field.name];
      if (now === undefined) continue;
      const waits = row.sent && field.value !== row.sent[field.name];
      field.defaultValue = now;
      if (!waits) field.value = now;
    }
    // What was pressed may be gone, as its advice is; whoever works by keyboard stays in the line.
    if (document.activeElement === document.body && matchMedia("(pointer: fine)").matches) row.elements.quantity.focus();
  });

  // ---- submitting would lose what is typed and not saved; what is being saved is waited for
  const unsaved = () => [...document.querySelectorAll("form.quote-row .form-control, #terms-form .form-control")].find(touched);
  window.addEventListener("submit", (event) => {
    const button = byId("submit-quote"), field = unsaved();
    if (!button || event.target !== button.form || !field) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (field.form.matches(".htmx-request")) {
      field.form.addEventListener("htmx:afterRequest", () => setTimeout(() => byId("submit-quote")?.click()), { once: true });
      return;
    }
    const place = byId(field.form.id.replace(/-form$/, "-refusal"));
    if (!place.children.length) place.append(byId("unsaved").content.cloneNode(true));
    place.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  }, true);

  // ---- keys on a line
  const all = () => [...document.querySelectorAll("form.quote-row")];
  const beside = (row, step) => all()[all().indexOf(row) + step];
  function go(field, step) {
    const next = beside(rowOf(field), step)?.elements[field.name] ?? (step > 0 ? input() : null);
    if (!next) return;
    if (next.name === "reason" && next !== input()) next.closest(".field").style.removeProperty("display");
    next.focus();
    next.select?.();
  }
  function takeBack(field) {
    field.value = field.defaultValue;
    field.classList.remove("is-invalid");
    byId(`${rowOf(field).id.replace(/-form$/, "")}-refusal`)?.querySelector("[data-refusal]")?.remove();
    field.select();
    foretell(rowOf(field));
  }
  let wanted = null; // the field to be in once the lines are drawn anew
  function deed(field, name) {
    const row = rowOf(field);
    const button = row.querySelector(`[data-deed="${name}"]`);
    if (!button) return;
    const gone = name === "remove" ? beside(row, 1) ?? beside(row, -1) : row;
    wanted = gone?.elements[field.name].id ?? null;
    button.click();
  }
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!wanted || event.detail.target?.id !== "quote") return;
    const field = byId(wanted);
    wanted = null;
    field?.focus();
    field?.select?.();
  });
  document.addEventListener("keydown", (event) => {
    const { target, key } = event, command = event.ctrlKey || event.metaKey;
    if (event.isComposing) return; // Enter and arrows belong to the input method
    if (command && key.toLowerCase() === "z" && byId("put-back") && !(target.matches("input, textarea") && touched(target))) {
      event.preventDefault();
      byId("put-back").requestSubmit();
      return;
    }
    if (!rowOf(target) || !target.matches("input.form-control")) return;
    const does = event.altKey ? { ArrowUp: () => deed(target, "up"), ArrowDown: () => deed(target, "down") }
      : command ? { d: () => deed(target, "duplicate"), D: () => deed(target, "duplicate"), Delete: () => deed(target, "remove") }
      : { ArrowUp: () => go(target, -1), ArrowDown: () => go(target, 1), Enter: () => go(target, event.shiftKey ? -1 : 1), Escape: () => takeBack(target) };
    if (!does[key]) return;
    event.preventDefault();
    does[key]();
  });

  // ---- rows from Excel: pasted into the product field they open the dialog, with what they mean
  const dialog = () => byId("paste");
  document.addEventListener("paste", (event) => {
    const field = event.target, address = field.dataset?.paste;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!address || !/[\n\t]/.test(text.trim())) return;
    event.preventDefault();
    htmx.ajax("POST", address, { target: "#paste-body", swap: "innerHTML", values: { text } });
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "paste-body" || !dialog()?.showModal) return;
    if (!dialog().open) dialog().showModal();
    // First what has to be decided, then the button that adds: Enter does it without a mouse.
    const first = ["[data-refusal]", "select", "[data-first]", "textarea"].map((one) => dialog().querySelector(one));
    first.find(Boolean)?.focus({ preventScroll: true });
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-shut]")) {
      event.preventDefault();
      dialog()?.close();
    }
  });
})();

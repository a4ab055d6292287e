// What the pages do beyond HTML. Everything works without it; it only makes things quicker or safer.
(() => {
  "use strict";
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  root.classList.add("js");

  // ---- htmx: the CSRF token, refusals in their place, waiting, focus
  const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token();
  });

  // A refusal comes as a fragment that names its place (HX-Retarget); anything else that is not
  // good, a whole page of an error perhaps, must not be put into the middle of this one.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status < 400) return;
    event.detail.shouldSwap = Boolean(xhr.getResponseHeader("HX-Retarget"));
    event.detail.isError = !event.detail.shouldSwap;
  });
  // What looks again by itself (data-quiet) shows no waiting and no complaint: it asks once more.
  const quiet = (event) => Boolean(event.detail.elt?.closest?.("[data-quiet]"));
  const complain = (id) => (event) => quiet(event) || say(id);
  document.addEventListener("htmx:responseError", complain("said-broken"));
  document.addEventListener("htmx:sendError", complain("said-offline"));
  document.addEventListener("htmx:timeout", complain("said-offline"));

  function say(id) {
    const words = byId(id), place = byId("messages");
    if (!words || !place) return;
    place.replaceChildren(words.content.cloneNode(true));
    place.scrollIntoView({ block: "nearest" });
  }

  let waiting = 0;
  const wait = (change) => {
    waiting = Math.max(0, waiting + change);
    document.body.classList.toggle("waiting", waiting > 0);
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (quiet(event)) return;
    // A refusal stands until somebody does the next thing; what a page fetches by itself is none.
    if (event.detail.requestConfig.triggeringEvent?.isTrusted) byId("messages")?.replaceChildren();
    wait(1);
  });
  document.addEventListener("htmx:afterRequest", (event) => quiet(event) || wait(-1));

  // After a swap the focus stays where the work is: on the refusal, on what asks for it, or on the
  // control that was used, if a control of the same id (or name, in its form) came back.
  let used = null;
  document.addEventListener("focusin", (event) => {
    const { id, name, form } = event.target;
    used = { id, name, form: form?.id };
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id === "messages") {
      event.detail.target.querySelector("[role=alert]")?.focus();
      event.detail.target.scrollIntoView({ block: "nearest" });
      return;
    }
    if (document.activeElement && document.activeElement !== document.body) return;
    const asked = event.detail.target?.querySelector?.("[data-focus]");
    const same = used?.id ? byId(used.id) : null;
    const named = used?.form && used.name ? byId(used.form)?.elements[used.name] : null;
    (asked ?? same ?? named)?.focus?.({ preventScroll: true });
  });

  // ---- full-width digits become what they are read as
  document.addEventListener("change", ({ target }) => {
    if (target.matches?.("input[inputmode=decimal], input[inputmode=numeric]")) target.value = target.value.normalize("NFKC");
  }, true);

  // ---- asking before a deed: data-confirm="sentence" on a form or on a button in it
  const dialog = byId("ask");
  const agreed = new WeakSet();
  // The second half of a double click lands on what has just opened, and is no answer.
  dialog?.addEventListener("click", (event) => event.detail > 1 && event.preventDefault());

  // The answer is called what the button was called, and is red only for what takes something away.
  function ask(element, then, button = element) {
    if (!dialog?.showModal) return then();
    const yes = dialog.querySelector("[data-yes]"), { confirm, confirmYes, confirmTone } = element.dataset;
    const danger = confirmTone === "danger" || button?.matches(".btn-danger");
    dialog.querySelector("#ask-words").textContent = confirm;
    yes.textContent = confirmYes || button?.innerText.trim().split("\n")[0] || yes.dataset.yes;
    yes.className = `btn ${danger ? "btn-danger" : "btn-primary"}`;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => dialog.returnValue === "yes" && then(), { once: true });
    dialog.showModal();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    const asking = button?.dataset.confirm ? button : form.dataset.confirm ? form : null;
    if (!asking || agreed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(asking, () => {
      agreed.add(form);
      form.requestSubmit(button && button.isConnected ? button : undefined);
    }, button);
  }, true);
  document.addEventListener("htmx:confirm", (event) => {
    const element = event.detail.elt;
    if (element.tagName === "FORM" || !element.dataset.confirm) return;
    event.preventDefault();
    ask(element, () => event.detail.issueRequest(true));
  });

  // ---- one click, one deed: while a form posts its buttons do nothing
  // What has hx-sync says itself what comes of a second request.
  document.addEventListener("submit", (event) => {
    if (!event.target.getAttribute("aria-busy") || event.target.hasAttribute("hx-sync")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  const held = new Set();
  function hold(form) {
    form.setAttribute("aria-busy", "true");
    held.add(form);
    setTimeout(() => {
      for (const button of form.elements) if (button.type === "submit") button.disabled = true;
    });
    setTimeout(() => release(form), 15000); // an answer may be a file, which leaves the page here
  }
  function release(form) {
    if (!held.delete(form)) return;
    form.removeAttribute("aria-busy");
    for (const button of form.elements) if (button.type === "submit") button.disabled = false;
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target === "_blank") return;
    hold(form);
  });
  window.addEventListener("pageshow", () => [...held].forEach(release));
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig } = event.detail;
    if (elt.tagName === "FORM" && requestConfig.verb !== "get") hold(elt);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt?.closest?.("form"), { xhr } = event.detail;
    const leaves = ["HX-Redirect", "HX-Refresh"].some((name) => xhr?.getResponseHeader(name));
    if (form && !leaves) release(form);
  });

  // ---- small things: data-copy, data-autosubmit, data-close, a menu closes after use
  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy && navigator.clipboard) {
      await navigator.clipboard.writeText(copy.dataset.copy);
      const spoken = byId("spoken");
      spoken.textContent = spoken.dataset.copied;
      copy.classList.add("copied");
      setTimeout(() => copy.classList.remove("copied"), 1500);
    }
    event.target.closest("[data-close]")?.closest(".notice, dialog")?.remove();
    if (event.target.closest(".menu-list a, .menu-list [hx-post], .menu-list [hx-get]")) {
      event.target.closest(".menu-list")?.hidePopover?.();
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-autosubmit]")) event.target.form?.requestSubmit();
  });

  // ---- the view that is open is seen among its neighbours, also where a phone shows few of them
  for (const tab of document.querySelectorAll(".tabs-row .tab[aria-current]")) {
    const row = tab.parentElement, at = tab.getBoundingClientRect(), of = row.getBoundingClientRect();
    row.scrollLeft += at.left - of.left - (of.width - at.width) / 2;
  }

  // ---- a refused field is shown and has the focus, wherever it is on the page
  document.querySelector('[aria-invalid="true"]')?.scrollIntoView({ block: "center" });
})();

// The signer's pages: a hand on the door, the pad, previews of typed signatures and seals.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);

  // ---- the door: a press by hand or key is told from a program's; without it the server asks again
  const door = document.querySelector("form[data-gesture]");
  if (door) {
    const seen = (event) => {
      if (event.isTrusted) door.elements.gesture.value = event.type;
    };
    for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, seen);
  }

  // ---- what was drawn is kept in this tab until it is signed, whatever happens to the page
  const kept = (who) => `signing:${who}`;
  const remember = (who, words) => {
    try {
      if (words) sessionStorage.setItem(kept(who), words);
      else sessionStorage.removeItem(kept(who));
    } catch {
      /* a browser that keeps nothing */
    }
  };
  const recall = (who) => {
    try {
      return sessionStorage.getItem(kept(who)) ?? "";
    } catch {
      return "";
    }
  };
  const over = document.querySelector("[data-forget]");
  if (over) remember(over.dataset.forget, "");

  const form = byId("sign-form");
  if (!form) return;
  const { strokes, typed_text: typed, seal_text: seal } = form.elements;
  const chosen = () => form.elements.method.value;
  const places = document.querySelectorAll("svg .spot-signature");

  // ---- the pad: strokes in tenths of a pixel, redrawn when the window changes its size
  const canvas = byId("pad");
  const said = byId("pad-said");
  const pad = new SignaturePad(canvas, { minWidth: 0.8, maxWidth: 2.4, minDistance: 3, penColor: "rgb(18,41,107)" });
  const MOST_POINTS = 6000;
  let wide = 0;

  function fit() {
    const { offsetWidth: width, offsetHeight: height } = canvas;
    if (!width || width === wide) return;
    const groups = pad.toData();
    const factor = wide ? width / wide : 1;
    wide = width;
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.clear();
    for (const group of groups) for (const point of group.points) {
      point.x *= factor;
      point.y *= factor;
    }
    pad.fromData(groups);
  }

  function written() {
    const groups = pad.toData().map((group) => group.points.map(({ x, y }) => [Math.round(x * 10), Math.round(y * 10)]));
    const count = groups.reduce((sum, points) => sum + points.length, 0);
    const every = Math.ceil(count / MOST_POINTS) || 1;
    return groups.map((points) => points.filter((_point, at) => at % every === 0 || at === points.length - 1));
  }

  function note() {
    const drawn = written();
    strokes.value = drawn.length ? JSON.stringify(drawn) : "";
    remember(form.dataset.keep, strokes.value);
    said.textContent = drawn.length ? said.dataset.drawn : said.dataset.empty;
    canvas.parentElement.classList.toggle("pad-signed", drawn.length > 0);
    show();
  }

  function restore() {
    let read = [];
    try {
      read = JSON.parse(strokes.value || recall(form.dataset.keep) || "[]");
    } catch {
      /* what cannot be read is not drawn */
    }
    if (!Array.isArray(read) || !read.length) return note();
    const most = Math.max(...read.flat().map(([x]) => x)) / 10;
    const factor = Math.min(1, (canvas.offsetWidth || most) / (most + 8));
    pad.fromData(read.map((points) => ({
      penColor: pad.penColor, minWidth: pad.minWidth, maxWidth: pad.maxWidth, dotSize: pad.dotSize,
      velocityFilterWeight: pad.velocityFilterWeight, compositeOperation: pad.compositeOperation,
      points: points.map(([x, y], at) => ({ x: (x / 10) * factor, y: (y / 10) * factor, pressure: 0.5, time: at * 10 })),
    })));
    note();
  }

  pad.addEventListener("endStroke", () => {
    form.querySelector('[data-pad="refusal"]')?.remove();
    note();
  });
  form.querySelector('[data-pad="undo"]').addEventListener("click", () => {
    pad.fromData(pad.toData().slice(0, -1));
    note();
  });
  form.querySelector('[data-pad="clear"]').addEventListener("click", () => {
    pad.clear();
    note();
  });

  // ---- previews, here and on the page where the signature will stand
  const address = (method, text) => `${form.dataset.mark}?${new URLSearchParams({ method, text })}`;
  const waits = {};
  function preview(method, input) {
    clearTimeout(waits[method]);
    waits[method] = setTimeout(() => {
      form.querySelector(`[data-preview="${method}"]`).src = address(method, input.value);
      show();
    }, 250);
  }
  typed.addEventListener("input", () => preview("type", typed));
  seal.addEventListener("input", () => preview("seal", seal));

  function show() {
    const method = chosen();
    const drawn = method === "draw" && !pad.isEmpty() ? canvas.toDataURL("image/png") : "";
    const source = { draw: drawn, type: address("type", typed.value), seal: address("seal", seal.value) }[method];
    for (const place of places) {
      const image = place.querySelector("image");
      image.toggleAttribute("hidden", !source);
      if (source) image.setAttribute("href", source);
      place.classList.toggle("spot-filled", Boolean(source));
    }
  }
  form.addEventListener("change", (event) => {
    if (event.target.name !== "method") return;
    fit();
    show();
  });
  window.addEventListener("resize", fit);

  fit();
  restore();

  // ---- the bar that leads to the signature hides while the signature is in sight
  const bar = document.querySelector(".sign-bar");
  new IntersectionObserver(([entry]) => bar.classList.toggle("sign-bar-off", entry.isIntersecting)).observe(byId("sign"));
})();

// The page: one state, and every part told when it changes.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const model = Rapallo.model.load(JSON.parse(byId("data").textContent));
  const { plural, verb } = Rapallo.panel;
  const view = { node: null, tie: null, from: null, strange: [] };

  byId("title").textContent = model.about.title;
  Rapallo.controls.legend(model);

  const drawing = Rapallo.drawing.create(byId("network"), model, {
    onPick: ({ node, tie }) => pick({ node, tie }),
    onHover: (found) => tip(found),
  });
  const panel = Rapallo.panel.create(byId("panel"), model, {
    onPick: (target) => { pick(target, { focus: true }); if (target.node) drawing.show(target.node); },
    onClose: () => back(),
  });
  const about = Rapallo.panel.about(byId("about"), model);
  const finder = Rapallo.controls.finder(model, (node, from) => {
    view.from = from;
    pick({ node }, { focus: true });
    drawing.show(node);
  });
  const check = Rapallo.controls.filters(model, (chosen) => change(chosen));
  const timeline = Rapallo.timeline.create(byId("timeline"), model, (interval, undated) =>
    change(undated === undefined ? { interval } : { interval, undated }));

  const said = () => {
    const { events, sure, nodes, claims, sources, undated } = model.shown;
    const { interval } = model.filters;
    const open = interval && undated ? ` (${undated.toLocaleString("en")} of open or no date)` : "";
    byId("counts").textContent = "";
    byId("counts").append(
      Object.assign(document.createElement("strong"), { textContent: plural(events.length, "event") }),
      interval ? ` possibly${open}, ` : ", ",
      Object.assign(document.createElement("strong"), { textContent: `${sure.toLocaleString("en")} certainly` }),
      `${interval ? " in the interval" : ""}; ${plural(nodes, "node")}, ${plural(claims, "claim")} of ${plural(sources, "source")}`);
    byId("network").setAttribute("aria-label",
      `Network of ${plural(nodes, "node")} and ${plural(model.ties.filter((tie) => tie.n).length, "line")}.`
      + " The search finds each of them, and its claims are listed beside.");
    byId("nothing").hidden = events.length > 0;
    byId("strange").hidden = !view.strange.length;
    byId("strange").textContent = `The link asks for what is not on this page: ${view.strange.join("; ")}.`;
  };

  let wanted = 0, rest = 0;
  const refresh = () => {
    model.shown = Rapallo.model.select(model, model.filters);
    said();
    drawing.redraw();
    remember();
    // Numbers and claims beside follow once the brush rests: lines and counts must not wait.
    clearTimeout(rest);
    rest = setTimeout(() => { check(model.filters, model.shown); panel.show(view); }, model.events.length > 2000 ? 120 : 0);
  };
  /** While the brush is dragged, once a frame. */
  const change = (chosen) => {
    const bars = !("interval" in chosen);
    view.strange = [];
    Object.assign(model.filters, chosen);
    if (bars) timeline.update(model.filters, Rapallo.model.withoutTime(model, model.filters));
    if (!wanted) wanted = requestAnimationFrame(() => { wanted = 0; refresh(); });
  };

  const pick = ({ node = null, tie = null }, { focus = false } = {}) => {
    if ((node || tie) && !view.node && !view.tie && !focus) view.from = byId("network");
    view.node = node;
    view.tie = node ? null : tie;
    tip(null);
    panel.show(view, { focus: focus && Boolean(node || tie) });
    drawing.focus({ node: view.node, tie: view.tie });
    remember();
  };
  const back = () => {
    const from = view.from;
    pick({});
    finder.clear();
    if (from && document.contains(from)) from.focus({ preventScroll: true });
    view.from = null;
  };

  const tip = (found) => {
    const root = byId("tip");
    root.hidden = !found;
    if (!found) return;
    const { node, tie } = found;
    root.textContent = node
      ? `${node.label} · ${plural(node.n, "event")}, ${node.sure} certain`
      : `${tie.a.label} ${verb(model, tie)} ${tie.b.label} · ${plural(tie.n, "event")}, ${tie.sure} certain`;
    const wide = root.parentElement.clientWidth;
    root.style.left = `${Math.max(4, Math.min(found.x + 14, wide - root.offsetWidth - 6))}px`;
    root.style.top = `${Math.max(4, found.y - 34)}px`;
  };

  let told = null, soon = 0;
  const remember = () => {
    clearTimeout(soon);
    soon = setTimeout(() => {
      const text = Rapallo.address.write(model, { ...view, camera: drawing.camera() });
      if (text === told) return;
      told = text;
      history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
    }, 150);
  };
  const restore = () => {
    const found = Rapallo.address.parse(model, location.hash);
    model.filters = found.filters;
    view.node = found.node;
    view.strange = found.strange;
    view.tie = found.node ? null : found.tie;
    timeline.update(model.filters, Rapallo.model.withoutTime(model, model.filters));
    drawing.focus({ node: view.node, tie: view.tie });
    drawing.setCamera(found.camera);
    refresh();
  };
  drawing.onMoved(remember);

  byId("reset").addEventListener("click", () => {
    model.filters = Rapallo.model.open(model);
    view.strange = [];
    timeline.update(model.filters, Rapallo.model.withoutTime(model, model.filters));
    pick({});
    finder.clear();
    drawing.whole();
    refresh();
  });
  byId("link").addEventListener("click", async () => {
    const text = Rapallo.address.write(model, { ...view, camera: drawing.camera() });
    const address = location.href.replace(/#.*$/, "") + (text ? `#${text}` : "");
    let done = false;
    try { await navigator.clipboard.writeText(address); done = true; } catch { done = false; }
    if (!done) {
      const field = Object.assign(document.createElement("textarea"), { value: address });
      document.body.append(field);
      field.select();
      done = document.execCommand("copy");
      field.remove();
    }
    const button = byId("link");
    button.textContent = done ? "Link copied" : "See the address bar";
    setTimeout(() => { button.textContent = "Copy link"; }, 1600);
    button.focus();
  });
  byId("about-open").addEventListener("click", about.open);
  byId("zoom-in").addEventListener("click", () => drawing.zoomBy(1.4));
  byId("zoom-out").addEventListener("click", () => drawing.zoomBy(1 / 1.4));
  byId("zoom-all").addEventListener("click", () => drawing.whole());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !byId("about").open && (view.node || view.tie)) back();
    if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "")) {
      byId("search").focus();
      event.preventDefault();
    }
  });
  window.addEventListener("hashchange", () => { if (location.hash.replace(/^#/, "") !== told) restore(); });
  new ResizeObserver(() => { drawing.resize(); }).observe(byId("network"));
  new ResizeObserver(() => { timeline.resize(); }).observe(byId("timeline"));
  drawing.resize();
  timeline.resize();
  restore();
  Rapallo.page = { model, view, drawing, timeline };
})();

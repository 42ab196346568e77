// What is looked at, in the part of the address after '#': a link restores it.
"use strict";
(() => {
  const { iso, read } = Rapallo.dates;

  const listed = (chosen, all, name) => all.filter((_, index) => chosen.has(name(index)));

  /** The view as the part of an address. */
  const write = (model, view) => {
    const { filters } = model;
    const parts = new URLSearchParams();
    if (filters.interval) parts.set("between", filters.interval.map(iso).join("/"));
    if (!filters.undated) parts.set("undated", "no");
    const kinds = model.kinds.map(({ id }) => id);
    if (filters.kinds.size < kinds.length) parts.set("kind", JSON.stringify(listed(filters.kinds, kinds, (i) => kinds[i])));
    const sources = model.sources.map(({ key }) => key);
    if (filters.sources.size < sources.length) parts.set("source", JSON.stringify(listed(filters.sources, sources, (i) => i)));
    if (filters.states.size) parts.set("state", JSON.stringify(listed(filters.states, model.states.map(({ id }) => id), (i) => i)));
    if (view.node) parts.set("node", view.node.id);
    if (view.tie) parts.set("line", view.tie.id);
    const [k, x, y] = view.camera;
    if (Math.abs(k - 1) > 0.001 || Math.abs(x - 0.5) > 0.001 || Math.abs(y - 0.5) > 0.001)
      parts.set("view", [k, x, y].map((number) => number.toFixed(4)).join(","));
    return parts.toString();
  };

  const list = (text) => {
    try {
      const found = JSON.parse(text);
      return Array.isArray(found) ? found : null;
    } catch { return null; }
  };

  /** The filters and the view that an address asks for; what is not here or not understood is left
  out, and named in `strange`. */
  const parse = (model, text) => {
    const parts = new URLSearchParams(text.replace(/^#/, ""));
    const filters = Rapallo.model.open(model);
    const strange = [];
    const [a, b] = (parts.get("between") ?? "").split("/").map((day) => read(day));
    if (a && b && a[0] <= b[1]) filters.interval = [a[0], b[1]];
    else if (parts.has("between")) strange.push(`between ${parts.get("between")}`);
    if (parts.get("undated") === "no") filters.undated = false;
    const among = (name, ids) => {
      if (!parts.has(name)) return null;
      const wanted = list(parts.get(name));
      if (!wanted) strange.push(`${name} ${parts.get(name)}`);
      else strange.push(...wanted.filter((id) => !ids.includes(id)).map((id) => `${name} ${id}`));
      return wanted ? new Set(ids.map((id, i) => (wanted.includes(id) ? i : -1)).filter((i) => i >= 0)) : null;
    };
    const one = (name, known) => {
      const found = known.get(parts.get(name)) ?? null;
      if (parts.has(name) && !found) strange.push(`${name} ${parts.get(name)}`);
      return found;
    };
    const kinds = model.kinds.map(({ id }) => id);
    const chosen = among("kind", kinds);
    if (chosen) filters.kinds = new Set([...chosen].map((i) => kinds[i]));
    filters.sources = among("source", model.sources.map(({ key }) => key)) ?? filters.sources;
    filters.states = among("state", model.states.map(({ id }) => id)) ?? filters.states;
    const camera = (parts.get("view") ?? "").split(",").map(Number);
    return {
      filters, strange,
      node: one("node", model.nodeById),
      tie: one("line", model.tieById),
      camera: camera.length === 3 && camera.every(Number.isFinite) && camera[0] > 0 ? camera : [1, 0.5, 0.5],
    };
  };

  Rapallo.address = { write, parse };
})();

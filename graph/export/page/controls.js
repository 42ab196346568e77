// Search, and the filters by kind, state and source, which are the legend too.
"use strict";
(() => {
  const { search } = Rapallo.model;
  const { mark, NAMES, HOLLOW } = Rapallo.shapes;
  const SHOWN = 60, FEW = 7;
  const MARKS = ["State", "Diplomat", "Organization", "Post", "Treaty", "Issue", "Unknown"];

  const el = (name, properties, ...inside) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...inside);
    return made;
  };

  /** A small picture of a line or a mark. */
  const sample = (width, paint) => {
    const made = el("canvas", { className: "sample", width: width * 2, height: 32 });
    made.style.width = `${width}px`;
    made.style.height = "16px";
    made.setAttribute("aria-hidden", "true");
    const context = made.getContext("2d");
    context.scale(2, 2);
    paint(context);
    return made;
  };
  const line = (colour, { dashed = false, arrow = false } = {}) => sample(30, (context) => {
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = 2.6;
    context.setLineDash(dashed ? [5, 4] : []);
    context.beginPath();
    context.moveTo(1, 8);
    context.lineTo(arrow ? 22 : 29, 8);
    context.stroke();
    if (!arrow) return;
    context.beginPath();
    context.moveTo(30, 8); context.lineTo(20, 3.5); context.lineTo(20, 12.5);
    context.fill();
  });
  const sign = (kind, colour) => sample(16, (context) => {
    context.beginPath();
    mark(context, kind, 8, 8, 5);
    context.fillStyle = HOLLOW.has(kind) ? "#fff" : colour;
    context.strokeStyle = HOLLOW.has(kind) ? colour : "#1f2328";
    context.lineWidth = HOLLOW.has(kind) ? 2 : 1.4;
    context.fill();
    if (HOLLOW.has(kind) || kind === "State") context.stroke();
  });

  const row = (name, value, picture, text, title = "") => {
    const box = el("input", { type: "checkbox", name, value });
    const count = el("span", { className: "number" });
    const label = el("label", { className: "row", title }, box, picture, el("span", { className: "text", textContent: text }), count);
    return { box, label, count, value };
  };

  /** Rows beyond the first few are folded away. */
  const folded = (root, rows) => {
    root.append(...rows.slice(0, FEW).map((one) => one.label));
    if (rows.length <= FEW) return;
    const rest = el("div", { hidden: true }, ...rows.slice(FEW).map((one) => one.label));
    const more = el("button", { type: "button", className: "more", textContent: `${rows.length - FEW} more` });
    more.setAttribute("aria-expanded", "false");
    more.addEventListener("click", () => {
      rest.hidden = !rest.hidden;
      more.setAttribute("aria-expanded", String(!rest.hidden));
      more.textContent = rest.hidden ? `${rows.length - FEW} more` : "fewer";
    });
    root.append(rest, more);
  };

  const filters = (model, onChange) => {
    const kinds = model.kinds.map(({ id, label, colour, directed }) =>
      row("kind", id, line(colour, { arrow: directed }), label));
    const states = model.states.map(({ label, colour }, index) =>
      row("state", index, sign("State", colour), label));
    const sources = model.sources.map(({ title, key, citation }, index) =>
      row("source", index, "", title || key, citation));
    folded(document.getElementById("kinds"), kinds);
    folded(document.getElementById("states"), states);
    folded(document.getElementById("sources"), sources);
    const chosen = (rows) => rows.filter((one) => one.box.checked).map((one) => one.value);
    for (const one of [...kinds, ...states, ...sources]) {
      one.box.addEventListener("change", () => onChange({
        kinds: new Set(chosen(kinds)), states: new Set(chosen(states)), sources: new Set(chosen(sources)),
      }));
    }
    document.getElementById("states").hidden = !states.length;
    const numbers = (rows, counts) => rows.forEach((one) => {
      const number = counts.get(one.value) ?? 0;
      one.count.textContent = number.toLocaleString("en");
      one.label.classList.toggle("none", !number);
    });
    return (wanted, shown) => {
      const perKind = new Map(), perState = new Map(), perSource = new Map();
      const add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
      for (const { event, parts } of shown.events) {
        add(perKind, event.kind);
        const serving = new Set(parts.flatMap((part) =>
          [model.ties[part.tie].a.state, model.ties[part.tie].b.state]));
        for (const state of serving) if (state >= 0) add(perState, state);
        const heard = new Set(parts.flatMap((part) => part.claims.map((claim) => model.claims[claim].source)));
        for (const source of heard) add(perSource, source);
      }
      for (const one of kinds) one.box.checked = wanted.kinds.has(one.value);
      for (const one of states) one.box.checked = wanted.states.has(one.value);
      for (const one of sources) one.box.checked = wanted.sources.has(one.value);
      numbers(kinds, perKind);
      numbers(states, perState);
      numbers(sources, perSource);
    };
  };

  const legend = (model) => {
    const certainty = document.getElementById("certainty");
    const item = (picture, text) => el("span", { className: "item" }, picture, text);
    certainty.append(item(line("#444"), "certain"), item(line("#444", { dashed: true }), "only possible"));
    if (model.ties.some((tie) => tie.friendly))
      certainty.append(item(line(model.friendly, { arrow: true }), "friendly pressure"));
    const there = new Set(model.nodes.map((node) => node.kind));
    document.getElementById("marks").append(...MARKS.filter((kind) => there.has(kind))
      .map((kind) => item(sign(kind, "#777"), NAMES[kind].toLowerCase())));
  };

  /** The combobox of the search. */
  const finder = (model, onChoose) => {
    const input = document.getElementById("search"), list = document.getElementById("found");
    let rows = [], active = -1;
    const close = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const point = (place) => {
      active = place;
      [...list.querySelectorAll("[role=option]")].forEach((one, index) => {
        one.setAttribute("aria-selected", String(index === place));
        if (index === place) { one.scrollIntoView({ block: "nearest" }); input.setAttribute("aria-activedescendant", one.id); }
      });
    };
    const choose = (node) => { close(); input.value = node.label; onChoose(node, input); };
    const why = (node) => {
      const words = Rapallo.model.fold(input.value).split(/[\s,]+/).filter(Boolean);
      const place = node.folded.findIndex((name) => words.every((word) => name.includes(word)));
      return place > 0 ? node.names[place - 1] : "";
    };
    const open = () => {
      rows = search(model, input.value);
      list.replaceChildren(...rows.slice(0, SHOWN).map((node, index) => {
        const alias = why(node);
        const made = el("li", { id: `found-${index}` }, el("span", { textContent: node.label }));
        made.setAttribute("role", "option");
        made.setAttribute("aria-selected", "false");
        if (alias) made.append(el("em", { textContent: ` ${alias}` }));
        made.append(el("small", { textContent: node.n ? `${NAMES[node.kind].toLowerCase()}, ${Rapallo.panel.plural(node.n, "event")}` : "nothing shown of it" }));
        made.addEventListener("mousedown", (event) => { event.preventDefault(); choose(node); });
        return made;
      }));
      if (!rows.length) list.append(el("li", { className: "none", textContent: "Nobody and nothing of that name." }));
      if (rows.length > SHOWN) list.append(el("li", { className: "none", textContent: `and ${rows.length - SHOWN} more: write more of the name` }));
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      active = -1;
      input.removeAttribute("aria-activedescendant");
    };
    input.addEventListener("input", open);
    input.addEventListener("click", () => { if (list.hidden) open(); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      const number = Math.min(rows.length, SHOWN);
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) open();
        const count = Math.min(rows.length, SHOWN);
        const way = event.key === "ArrowDown" ? 1 : -1;
        if (count) point(active < 0 ? (way > 0 ? 0 : count - 1) : (active + way + count) % count);
        event.preventDefault();
      } else if (event.key === "Enter" && !list.hidden && number) {
        choose(rows[Math.max(active, 0)]);
        event.preventDefault();
      } else if (event.key === "Escape" && !list.hidden) {
        close();
        event.stopPropagation();
        event.preventDefault();
      } else if (event.key === "Escape" && input.value) {
        input.value = "";
        event.stopPropagation();
        event.preventDefault();
      }
    });
    return { clear: () => { input.value = ""; close(); } };
  };

  Rapallo.controls = { filters, legend, finder, el, line, sign };
})();

// What stands behind a person or a line: its events and claims with their citations; and the page
// about the page.
"use strict";
(() => {
  const { el, line, sign } = Rapallo.controls;
  const { NAMES } = Rapallo.shapes;
  const STEP = 40;

  const words = (text) => text.replaceAll("_", " ");
  const plural = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
  /** What a line says: pressed in friendship is not pressed. */
  const verb = (model, tie) => model.kinds.find(({ id }) => id === tie.kind).label + (tie.friendly ? " (friendly)" : "");
  const first = (reading) => reading.bounds[0];

  const fact = (name, value) => (value ? [el("dt", { textContent: name }), el("dd", { textContent: value })] : []);

  const claimCard = (model, index) => {
    const claim = model.claims[index], source = model.sources[claim.source];
    const cited = el("p", { className: "cited" }, el("cite", { textContent: source.citation || source.title }),
      `, ${claim.locator || "no place given"}.`);
    const documents = claim.documents.map((id) => model.documents[id] || id);
    return el("li", { className: `claim ${claim.status}` },
      el("p", { className: "deed", textContent: claim.deed }),
      cited,
      el("dl", {},
        ...fact("Date", [claim.date || "undated", claim.dateText && `“${claim.dateText}”`,
          claim.basis && claim.basis !== "exact" ? claim.basis : ""].filter(Boolean).join(", ")),
        ...fact("Act", words(claim.act)),
        ...fact("Status", [claim.status, claim.reportedBy && `reported by ${claim.reportedBy}`].filter(Boolean).join(", ")),
        ...fact("Confidence", claim.confidence),
        ...fact("Place", claim.place),
        ...fact("About", claim.about),
        ...fact("Documents", documents.join("; ")),
        ...fact("Coded by", claim.coder.replaceAll(";", "; ")),
        ...fact("Note", claim.note),
        ...fact("Claim", claim.id)));
  };

  const eventCard = (model, { event, reading, parts, certain }) => {
    const kind = model.kinds.find(({ id }) => id === event.kind);
    const claims = [...new Set(parts.flatMap((part) => part.claims))];
    const head = el("h4", {},
      el("span", { className: "date", textContent: reading.date || "undated" }),
      line(model.ties[parts[0].tie].colour, { dashed: !certain, arrow: Boolean(kind.directed) }),
      el("span", { textContent: event.kind === "pressured" && event.sign >= 0 ? `${kind.label} (friendly)` : kind.label }),
      el("span", { className: certain ? "tag sure" : "tag maybe", textContent: certain ? "certain" : "possible" }));
    return el("article", { className: "event" }, head,
      el("ol", { className: "claims" }, ...claims.map((claim) => claimCard(model, claim))));
  };

  /** Events in the order of their dates, some at a time. */
  const eventList = (model, events) => {
    const sorted = [...events].sort((one, other) => first(one.reading) - first(other.reading)
      || (one.event.id < other.event.id ? -1 : 1));
    const root = el("div", { className: "events" });
    const more = el("button", { type: "button", className: "more" });
    let shown = 0;
    const next = () => {
      const cards = sorted.slice(shown, shown + STEP).map((one) => eventCard(model, one));
      more.before(...cards);
      if (shown) { cards[0].tabIndex = -1; cards[0].focus(); }
      shown += cards.length;
      more.hidden = shown >= sorted.length;
      more.textContent = `Show ${Math.min(STEP, sorted.length - shown)} more of ${sorted.length}`;
    };
    more.addEventListener("click", next);
    root.append(more);
    next();
    return root;
  };

  /** Only the ties of a node or the one tie, with what is certain on them. */
  const eventsOf = (model, wanted) => model.shown.events.flatMap((one) => {
    const parts = one.parts.filter((part) => wanted(model.ties[part.tie]));
    if (!parts.length) return [];
    const { interval } = model.filters;
    const timely = !interval || Rapallo.dates.certainly(one.reading.days, interval);
    return [{ ...one, parts, certain: timely && parts.some((part) => part.certain) }];
  });

  const said = (model, events) => {
    const sure = events.filter((one) => one.certain).length;
    const when = model.filters.interval
      ? ` in ${model.filters.interval.map(Rapallo.dates.iso).join(" to ")}` : "";
    return `${plural(events.length, "event")}${when}, ${sure.toLocaleString("en")} of them certain.`;
  };

  const create = (root, model, { onPick, onClose }) => {
    const close = () => {
      const made = el("button", { type: "button", className: "close", textContent: "×" });
      made.setAttribute("aria-label", "Close");
      made.addEventListener("click", onClose);
      return made;
    };
    const heading = (...inside) => el("h2", { tabIndex: -1 }, ...inside);

    const empty = () => {
      root.replaceChildren(el("div", { className: "empty" },
        el("h2", { textContent: "Every line has its sources" }),
        el("p", { textContent: "Choose a person, a state or a line to read the claims that carry it, each with the place where it is told." }),
        el("p", { textContent: "Brush the timeline to ask about a time: what certainly falls into it is drawn solid, what only may, dashed." })));
    };

    const person = (node) => {
      const events = eventsOf(model, (tie) => tie.a === node || tie.b === node);
      const state = node.state >= 0 ? model.states[node.state] : null;
      const ties = [];
      model.graph.forEachEdge(node.id, (_key, { tie }) => { if (tie.n) ties.push(tie); });
      ties.sort((one, other) => other.n - one.n || one.index - other.index);
      const list = el("ul", { className: "ties" }, ...ties.map((tie) => {
        const other = tie.a === node ? tie.b : tie.a;
        const kind = model.kinds.find(({ id }) => id === tie.kind);
        const directed = Boolean(kind.directed);
        const made = el("button", { type: "button" },
          line(tie.colour, { dashed: !tie.sure, arrow: directed }),
          el("span", { className: "text", textContent: directed && tie.b === node ? `${verb(model, tie)} by ${other.label}` : `${verb(model, tie)} ${other.label}` }),
          el("span", { className: "number", textContent: tie.n.toLocaleString("en") }));
        made.addEventListener("click", () => onPick({ tie }, made));
        return el("li", {}, made);
      }));
      root.replaceChildren(close(),
        heading(sign(node.kind, state ? state.colour : "#8c8c8c"), el("span", { textContent: node.label })),
        el("p", { className: "what", textContent: [NAMES[node.kind],
          state && state.label !== node.label ? `acting for ${state.label}` : ""].filter(Boolean).join(", ") }),
        ...(node.names.length ? [el("p", { className: "aliases", textContent: `Also: ${node.names.join("; ")}` })] : []),
        el("p", { className: "said", textContent: said(model, events) }),
        el("details", { open: ties.length <= 12 }, el("summary", { textContent: `Joined by ${plural(ties.length, "line")}` }), list),
        el("h3", { textContent: "Events and their claims" }), eventList(model, events));
    };

    const edge = (tie) => {
      const events = eventsOf(model, (one) => one === tie);
      const kind = model.kinds.find(({ id }) => id === tie.kind);
      const end = (node) => {
        const made = el("button", { type: "button", className: "end", textContent: node.label });
        made.addEventListener("click", () => onPick({ node }, made));
        return made;
      };
      root.replaceChildren(close(),
        heading(end(tie.a), el("span", { className: "verb" }, line(tie.colour, { dashed: !tie.sure, arrow: Boolean(kind.directed) }), ` ${verb(model, tie)} `), end(tie.b)),
        el("p", { className: "said", textContent: said(model, events) }),
        el("h3", { textContent: "Events and their claims" }), eventList(model, events));
    };

    return {
      show: ({ node, tie }, { focus = false } = {}) => {
        const at = root.scrollTop, before = root.dataset.shown ?? "";
        const now = node?.id ?? tie?.id ?? "";
        if (tie) edge(tie); else if (node) person(node); else empty();
        root.dataset.shown = now;
        root.scrollTop = now === before ? at : 0;
        document.body.classList.toggle("reading", Boolean(node || tie));
        if (focus) root.querySelector("h2")?.focus({ preventScroll: true });
        // Where it stands below the network, whoever asked for it by name is led there.
        if (focus && getComputedStyle(document.body).display === "flex") root.scrollIntoView();
      },
    };
  };

  const about = (dialog, model) => {
    const { about: told } = model;
    const { counts } = told;
    const close = el("button", { type: "button", className: "close", textContent: "×" });
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => dialog.close());
    const sources = el("ul", {}, ...model.sources.map(({ citation, title, licence }) =>
      el("li", { textContent: `${citation || title}${licence ? ` (licence: ${licence})` : ""}` })));
    dialog.append(close,
      el("h2", { id: "about-title", textContent: "About this page" }),
      el("p", { textContent: `${plural(counts.events, "event")} (${counts.certain_events.toLocaleString("en")} certain) on ${plural(counts.edges, "line")} between ${plural(counts.nodes, "node")} ${told.rule}, told by ${plural(counts.claims, "claim")} of ${plural(model.sources.length, "source")}.` }),
      el("dl", {},
        ...fact("Casebook", told.casebook),
        ...fact("Filters", told.filters || "none"),
        ...fact("Command", told.command),
        ...fact("Seed of the places", told.seed === null ? "none: places were given" : String(told.seed)),
        ...fact("Made by", `Rapallo ${told.version}`)),
      ...(told.leftOut.length ? [el("h3", { textContent: "Left out" }), el("ul", {}, ...told.leftOut.map((text) => el("li", { textContent: text })))] : []),
      el("h3", { textContent: "How to read it" }),
      el("ul", {}, ...told.treatment.map((text) => el("li", { textContent: text }))),
      el("h3", { textContent: "Sources" }), sources,
      el("h3", { textContent: "Keys" }),
      el("ul", {}, ...[
        "Tab goes from the search to the filters, the network, the claims and the timeline.",
        "In the search, arrows choose and Enter opens; Escape goes back, here and everywhere.",
        "On the network, arrows move it, + and − zoom, 0 shows all.",
        "On the ends of the interval and between them, arrows move by a step, with Shift by a day, Page Up and Page Down by twelve steps, Home and End to the limits.",
      ].map((text) => el("li", { textContent: text }))));
    const licences = document.getElementById("licences").textContent;
    dialog.append(el("details", {}, el("summary", { textContent: "Licences of the libraries inside" }),
      el("pre", { textContent: licences })));
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    return { open: () => dialog.showModal() };
  };

  Rapallo.panel = { create, about, plural, verb };
})();

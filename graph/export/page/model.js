// The data of the page under names, what the filters leave of it, and the counts.
"use strict";
(() => {
  const { possibly, certainly } = Rapallo.dates;

  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/[łøđß’ʼ]/g, (sign) => ({ "ł": "l", "ø": "o", "đ": "d", "ß": "ss" })[sign] ?? "'");

  const nodeOf = ([id, label, kind, state, x, y, names], index) => ({
    id, label, kind, state, x, y, names, index,
    folded: [label, ...names].map(fold), n: 0, sure: 0, weight: 0,
  });
  const tieOf = (nodes, friendly) => ([a, b, kind, colour], index) => ({
    friendly: colour === friendly,
    id: `${nodes[a].id}|${kind}|${nodes[b].id}`, a: nodes[a], b: nodes[b], kind, colour, index, bend: 0,
    n: 0, sure: 0,
  });
  const readingOf = ([heard, date, open, bounds, days, parts]) => ({
    heard, date, open: Boolean(open), bounds, days,
    parts: parts.map(([tie, certain, claims]) => ({ tie, certain: Boolean(certain), claims })),
  });
  const eventOf = ([id, kind, sign, sources, whole, readings]) => ({
    id, kind, sign, sources, whole: Boolean(whole), readings: readings.map(readingOf),
  });
  const CLAIM = ["source", "act", "deed", "documents", "id", "status", "date", "dateText", "basis",
    "place", "about", "reportedBy", "locator", "confidence", "coder", "note"];
  const claimOf = (row) => Object.fromEntries(CLAIM.map((name, place) => [name, row[place]]));

  /** Ties between the same two bend apart. */
  const bend = (graph) => {
    const seen = new Set();
    graph.forEachEdge((_key, _attributes, source, target) => {
      const pair = source < target ? `${source}\u0000${target}` : `${target}\u0000${source}`;
      if (seen.has(pair)) return;
      seen.add(pair);
      const together = graph.mapEdges(source, target, (_k, attributes) => attributes.tie)
        .concat(graph.mapEdges(target, source, (_k, attributes) => attributes.tie));
      const ties = [...new Set(together)].sort((one, other) => one.index - other.index);
      ties.forEach((one, place) => {
        const side = one.a.index < one.b.index ? 1 : -1;
        one.bend = (place - (ties.length - 1) / 2) * side;
      });
    });
  };

  /** The network as a graph of graphology; nodes and ties are held as attributes. */
  const graphOf = (nodes, ties) => {
    const graph = new Vendor.MultiGraph();
    for (const node of nodes) graph.addNode(node.id, { node });
    for (const tie of ties) {
      const add = tie.kind === "met_with" ? "addUndirectedEdgeWithKey" : "addDirectedEdgeWithKey";
      graph[add](tie.id, tie.a.id, tie.b.id, { tie });
    }
    return graph;
  };

  /** What the filters are when nothing is filtered. */
  const open = (model) => ({
    interval: null,
    undated: true,
    kinds: new Set(model.kinds.map(({ id }) => id)),
    sources: new Set(model.sources.map((_, index) => index)),
    states: new Set(),
  });

  const load = (data) => {
    const nodes = data.nodes.map(nodeOf);
    const ties = data.ties.map(tieOf(nodes, data.friendly));
    const graph = graphOf(nodes, ties);
    bend(graph);
    const model = {
      about: data.about, friendly: data.friendly, nodes, ties, graph, documents: data.documents,
      events: data.events.map(eventOf),
      claims: data.claims.map(claimOf),
      kinds: data.kinds.map(([id, label, colour, directed]) => ({ id, label, colour, directed })),
      states: data.states.map(([id, label, colour]) => ({ id, label, colour })),
      sources: data.sources.map(([key, title, citation, licence]) => ({ key, title, citation, licence })),
      nodeById: new Map(nodes.map((node) => [node.id, node])),
      tieById: new Map(ties.map((tie) => [tie.id, tie])),
    };
    for (const event of model.events) prepare(event);
    model.filters = open(model);
    model.shown = select(model, model.filters);
    for (const node of nodes) node.weight = node.n;
    return model;
  };

  /** Readings by the sources that they hear, as one number. */
  const prepare = (event) => {
    event.byMask = new Map(event.readings.map((reading) =>
      [reading.heard.reduce((mask, place) => mask + 2 ** place, 0), reading]));
  };

  /** The reading of an event by the sources chosen, or nothing. */
  const heard = (event, sources) => {
    if (event.whole) return event.sources.some((s) => sources.has(s)) ? event.readings[0] : undefined;
    let mask = 0;
    event.sources.forEach((source, place) => { if (sources.has(source)) mask += 2 ** place; });
    return event.byMask.get(mask);
  };

  const touches = (tie, states) => !states.size || states.has(tie.a.state) || states.has(tie.b.state);

  /** Events whatever their time: each with its reading and the ties that the filters leave. */
  const withoutTime = (model, filters) => {
    const found = [];
    for (const event of model.events) {
      if (!filters.kinds.has(event.kind)) continue;
      const reading = heard(event, filters.sources);
      if (!reading) continue;
      const parts = filters.states.size
        ? reading.parts.filter((part) => touches(model.ties[part.tie], filters.states))
        : reading.parts;
      if (parts.length) found.push({ event, reading, parts });
    }
    return found;
  };

  /** What the filters leave: the events with their certainty; counts go to nodes and ties too. */
  const select = (model, filters) => {
    for (const item of model.nodes) item.n = item.sure = 0;
    for (const item of model.ties) item.n = item.sure = 0;
    const { interval } = filters;
    const events = [];
    let sure = 0, undated = 0;
    const claims = new Set();
    for (const { event, reading, parts } of withoutTime(model, filters)) {
      if (reading.open && interval) {
        if (!filters.undated || !possibly(reading.bounds, interval)) continue;
      } else if (interval && !possibly(reading.bounds, interval)) continue;
      const timely = !interval || certainly(reading.days, interval);
      const at = new Map();
      let certain = false;
      for (const part of parts) {
        const tie = model.ties[part.tie];
        const known = timely && part.certain;
        certain ||= known;
        tie.n += 1;
        tie.sure += known;
        for (const node of [tie.a, tie.b]) at.set(node, at.get(node) || known);
        for (const claim of part.claims) claims.add(claim);
      }
      for (const [node, known] of at) { node.n += 1; node.sure += known; }
      sure += certain;
      undated += reading.open;
      events.push({ event, reading, parts, certain });
    }
    const sources = new Set([...claims].map((claim) => model.claims[claim].source));
    const nodes = model.nodes.reduce((number, node) => number + (node.n > 0), 0);
    return { events, sure, undated, nodes, claims: claims.size, sources: sources.size };
  };

  /** Nodes whose name or alias holds the words, those with most events first. */
  const search = (model, text) => {
    const words = fold(text).split(/[\s,]+/).filter(Boolean);
    return model.nodes
      .filter((node) => node.folded.some((name) => words.every((word) => name.includes(word))))
      .sort((one, other) => other.n - one.n || other.weight - one.weight || (one.label < other.label ? -1 : 1));
  };

  Rapallo.model = { load, open, select, withoutTime, search, fold };
})();

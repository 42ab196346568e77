// Planned, alleged, denied
//
// What was only planned, alleged or denied, and does any source tell that it happened? Counts
// leave these out: here they are.
WITH {
  status: null,              // text: only planned, alleged or negated, e.g. planned
  from: date("1918-01-01"),  // first day: the window begins, e.g. 1926-01-01
  to: date("1941-12-31"),    // last day: the window ends, e.g. 1926-12-31
  book: null                 // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (c:Claim)-[:OF]->(e:Event)
WHERE c.status <> "told" AND (ask.book IS NULL OR c.book = ask.book)
  AND (ask.status IS NULL OR c.status = ask.status)
  AND coalesce(c.earliest <= ask.to AND c.latest >= ask.from, true)
RETURN c.date AS date, c.status AS status, c.kind AS kind, c.act AS act, c.agents AS agents,
  c.targets AS targets, c.about AS about, e.told AS told_too, e.id AS event,
  [c.id] + COLLECT { MATCH (d:Claim)-[:OF]->(e) WHERE d <> c RETURN d.id ORDER BY d.id } AS claims,
  [c.source] + COLLECT { MATCH (d:Claim)-[:OF]->(e) WHERE d.source <> c.source
    RETURN DISTINCT d.source AS source ORDER BY source } AS sources
ORDER BY c.earliest, c.id

// What rests on one source alone
//
// Which happenings does only one source tell, or several that all lean on one another: derived from
// one text, or citing one document? Two readings of one passage are one source, and a text that
// repeats itself does not corroborate itself. As rapallo witnesses, as far as was known at the push.
WITH {
  source: null,              // text: only what this source alone tells, e.g. baltic-cooperation
  kind: null,                // text: only this kind, e.g. signed
  from: date("1918-01-01"),  // first day: the window begins, e.g. 1926-01-01
  to: date("1941-12-31"),    // last day: the window ends, e.g. 1926-12-31
  book: null                 // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (e:Event {told: true})
WHERE (ask.book IS NULL OR e.book = ask.book) AND (ask.kind IS NULL OR e.kind = ask.kind)
  AND coalesce(e.witnesses, e.sources) = 1
  AND coalesce(e.earliest <= ask.to AND e.latest >= ask.from, true)
MATCH (c:Claim {status: "told"})-[:OF]->(e)
WITH ask, e, collect(DISTINCT c.agents) AS agents, collect(DISTINCT c.targets) AS targets,
  collect(DISTINCT c.treaty) + collect(DISTINCT c.issue) AS matters,
  collect(DISTINCT c.confidence) AS confidence, collect(c.id) AS claims,
  collect(DISTINCT c.source) AS sources
WHERE ask.source IS NULL OR ask.source IN sources
RETURN e.date AS date, e.kind AS kind, agents, targets, matters, confidence, e.id AS event, claims,
  sources
ORDER BY e.earliest, e.latest, event

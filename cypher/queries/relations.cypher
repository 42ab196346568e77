// Relations of two states, year by year
//
// How many friendly and hostile acts, meetings and messages passed between two states and those
// who acted for them, year by year? Each happening that may fall into a year counts there, and
// as certain where it certainly falls into it.
WITH {
  a: "Germany",      // state: the one state, e.g. Lithuania
  b: "Lithuania",    // state: the other state, e.g. Poland
  first: 1920,       // number: the first year, e.g. 1933
  last: 1934,        // number: the last year, e.g. 1941
  book: null         // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (a:State)
WHERE (ask.book IS NULL OR a.book = ask.book)
  AND (ask.a IN [a.id, a.name] OR ask.a IN split(a.aliases, ";"))
MATCH (b:State {book: a.book})
WHERE (ask.b IN [b.id, b.name] OR ask.b IN split(b.aliases, ";"))
MATCH (x:Actor)-[p:AGENT|TARGET]->(c:Claim {status: "told"})
WHERE c.book = a.book AND (x = a OR p.acting_for = a.id)
MATCH (x)-[r:MET_WITH|OPPOSED|PRESSURED|SUPPORTED|INFORMED]-(y:Actor)-[q:AGENT|TARGET]->(c)
WHERE r.claim = c.id AND r.book = c.book AND (y = b OR q.acting_for = b.id)
MATCH (c)-[:OF]->(e:Event)
UNWIND range(ask.first, ask.last) AS year
WITH a, b, e, c, x, r, year, coalesce(e.earliest.year <= year AND e.latest.year >= year, true)
  AS possibly, coalesce(coalesce(e.earliest_end, e.earliest).year >= year
  AND coalesce(e.latest_start, e.latest).year <= year AND NOT e.doubtful, false) AS sure
WHERE possibly
RETURN year, count(DISTINCT CASE WHEN sure THEN e END) AS certain, count(DISTINCT e) AS possible,
  count(DISTINCT CASE WHEN e.kind = "met_with" THEN e END) AS meetings,
  count(DISTINCT CASE WHEN e.kind = "informed" THEN e END) AS messages,
  count(DISTINCT CASE WHEN e.sign > 0 THEN e END) AS friendly,
  count(DISTINCT CASE WHEN e.sign < 0 AND x = startNode(r) THEN e END) AS hostile_of_a,
  count(DISTINCT CASE WHEN e.sign < 0 AND x = endNode(r) THEN e END) AS hostile_of_b,
  collect(DISTINCT c.id) AS claims, collect(DISTINCT c.source) AS sources
ORDER BY year

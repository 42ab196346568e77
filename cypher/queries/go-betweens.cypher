// Go-betweens
//
// Who stood between two parties: met or wrote to both sides between two days, or is told to
// have carried word between them? A side is the party itself and whoever acted for it.
WITH {
  a: "Germany",              // actor: the one side, e.g. Soviet Union
  b: "Lithuania",            // actor: the other side, e.g. Britain
  from: date("1920-01-01"),  // first day: the window begins, e.g. 1926-01-01
  to: date("1941-12-31"),    // last day: the window ends, e.g. 1928-12-31
  book: null                 // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (a:Actor)
WHERE (ask.book IS NULL OR a.book = ask.book)
  AND (ask.a IN [a.id, a.name] OR a.name STARTS WITH ask.a + ","
    OR any(alias IN split(a.aliases, ";")
      WHERE alias STARTS WITH ask.a + "," OR split(alias, "|")[0] = ask.a))
MATCH (b:Actor {book: a.book})
WHERE (ask.b IN [b.id, b.name] OR b.name STARTS WITH ask.b + ","
  OR any(alias IN split(b.aliases, ";")
    WHERE alias STARTS WITH ask.b + "," OR split(alias, "|")[0] = ask.b))
MATCH (between:Actor)-[p:AGENT|TARGET|VIA]->(c:Claim {status: "told"})<-[q:AGENT|TARGET]-(other)
MATCH (c)-[:OF]->(e:Event)
WHERE between <> other AND c.kind IN ["met_with", "informed"] AND c.book = a.book
  AND NOT p.represented AND NOT q.represented
  AND NOT between.id IN [a.id, b.id] AND NOT coalesce(p.acting_for, "") IN [a.id, b.id]
  AND coalesce(e.earliest <= ask.to AND e.latest >= ask.from, true)
  AND any(side IN [a, b] WHERE side = other OR side.id = q.acting_for)
  AND (type(p) = "VIA" OR type(p) <> type(q)
    OR EXISTS { (between)-[r:MET_WITH]-(other) WHERE r.claim = c.id AND r.book = c.book })
WITH a, b, between, e, c, type(p) = "VIA" AS carried, a = other OR a.id = q.acting_for AS with_a,
  b = other OR b.id = q.acting_for AS with_b
WITH a, b, between,
  count(DISTINCT CASE WHEN with_a AND NOT carried THEN e END) AS with_a,
  count(DISTINCT CASE WHEN with_b AND NOT carried THEN e END) AS with_b,
  count(DISTINCT CASE WHEN carried THEN e END) AS told_as,
  CASE WHEN count(e.earliest) = count(*) THEN min(e.earliest) END AS first,
  CASE WHEN count(e.latest) = count(*) THEN max(e.latest) END AS last,
  collect(DISTINCT c.id) AS claims, collect(DISTINCT c.source) AS sources
WHERE with_a > 0 AND with_b > 0 OR told_as > 0
RETURN between.name + CASE WHEN EXISTS {
    (o:Actor {book: between.book, name: between.name}) WHERE o <> between }
    THEN " (" + between.id + ")" ELSE "" END AS between,
  with_a, with_b, told_as, first, last, claims, sources
ORDER BY told_as DESC, CASE WHEN with_a < with_b THEN with_a ELSE with_b END DESC, between

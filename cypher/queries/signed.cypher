// Who signed what with whom
//
// Which treaties were made, when, and by whom? A treaty with several dates in the sources
// stands there once for each happening that nobody has judged to be the same.
WITH {
  who: null,                 // actor: only treaties of this one or whoever acts for him, e.g. Lithuania
  from: date("1918-01-01"),  // first day: the window begins, e.g. 1926-01-01
  to: date("1941-12-31"),    // last day: the window ends, e.g. 1926-12-31
  book: null                 // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (a:Actor)-[r:SIGNED {status: "told"}]->(t:Treaty)
WHERE ask.book IS NULL OR r.book = ask.book
MATCH (e:Event {key: r.book + "|" + r.event})
WHERE coalesce(e.earliest <= ask.to AND e.latest >= ask.from, true)
MATCH (a)-[p:AGENT]->(c:Claim {key: r.book + "|" + r.claim})
WITH ask, t, e, a, p, c, EXISTS {
  MATCH (d:Claim {status: "told"})-[:OF]->(e) WHERE EXISTS { (d)<-[:AGENT]-() }
    AND NOT EXISTS { (d)<-[:AGENT {certainty: "certain", represented: false}]-(a) } } AS doubted,
  a.name + CASE WHEN EXISTS { (o:Actor {book: a.book, name: a.name}) WHERE o <> a }
    THEN " (" + a.id + ")" ELSE "" END AS name
ORDER BY p.position, name
WITH ask, t, e, collect(DISTINCT name + CASE WHEN doubted THEN "?" ELSE "" END) AS parties,
  collect(DISTINCT a.id) + collect(DISTINCT p.acting_for) AS ids,
  collect(DISTINCT c.act) AS acts, collect(DISTINCT c.id) AS claims,
  collect(DISTINCT c.source) AS sources
WHERE ask.who IS NULL OR EXISTS {
  MATCH (w:Actor) WHERE w.book = e.book AND w.id IN ids AND (ask.who IN [w.id, w.name]
    OR w.name STARTS WITH ask.who + ","
    OR any(alias IN split(w.aliases, ";")
      WHERE alias STARTS WITH ask.who + "," OR split(alias, "|")[0] = ask.who)) }
RETURN t.name AS treaty, e.date AS date, parties, acts, e.negated AS denied, e.id AS event, claims,
  sources
ORDER BY e.earliest, e.latest, treaty

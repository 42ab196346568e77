// Conferences
//
// Which meetings had many at the table, when and where, and who sat there? One who is named
// with doubt, or not by every source, stands with a question mark.
WITH {
  least: 4,                  // number: at least so many took part, e.g. 3
  from: date("1918-01-01"),  // first day: the window begins, e.g. 1926-01-01
  to: date("1941-12-31"),    // last day: the window ends, e.g. 1939-12-31
  book: null                 // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (e:Event {kind: "met_with", told: true})
WHERE (ask.book IS NULL OR e.book = ask.book)
  AND coalesce(e.earliest <= ask.to AND e.latest >= ask.from, true)
MATCH (a:Actor)-[p:AGENT]->(c:Claim {status: "told"})-[:OF]->(e)
WITH ask, e, a, min(p.side) AS side, min(p.position) AS position, min(p.represented) AS left_out,
  count(DISTINCT CASE WHEN p.certainty = "certain" THEN c END) = e.claims AS sure
WHERE NOT left_out
WITH ask, e, side, position, sure,
  a.name + CASE WHEN EXISTS { (o:Actor {book: a.book, name: a.name}) WHERE o <> a }
    THEN " (" + a.id + ")" ELSE "" END AS name
ORDER BY side, position, name
WITH ask, e, collect(name + CASE WHEN sure THEN "" ELSE "?" END) AS table
WHERE size(table) >= ask.least
MATCH (c:Claim {status: "told"})-[:OF]->(e)
WITH e, table, collect(DISTINCT c.act) AS acts, collect(DISTINCT c.place) AS places,
  collect(DISTINCT c.id) AS claims, collect(DISTINCT c.source) AS sources
RETURN e.date AS date, acts, places, size(table) AS number, table, e.id AS event, claims, sources
ORDER BY e.earliest, e.latest, event

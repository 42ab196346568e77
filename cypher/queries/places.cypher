// Where it happened
//
// At which places did diplomats meet and act, when, and who was there? A place is certain if
// the source names it without a question mark.
WITH {
  kind: null,                // text: only this kind, e.g. met_with
  from: date("1918-01-01"),  // first day: the window begins, e.g. 1926
  to: date("1941-12-31"),    // last day: the window ends, e.g. 1926
  book: null                 // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (place:Place)<-[:AT]-(c:Claim {status: "told"})-[:OF]->(e:Event)
WHERE (ask.book IS NULL OR c.book = ask.book) AND (ask.kind IS NULL OR c.kind = ask.kind)
  AND coalesce(e.earliest <= ask.to AND e.latest >= ask.from, true)
MATCH (a:Actor)-[p:AGENT]->(c) WHERE NOT p.represented
RETURN place.name AS place, count(DISTINCT CASE WHEN NOT c.place ENDS WITH "?" THEN e END)
    AS certain, count(DISTINCT e) AS possible, count(DISTINCT a) AS people,
  collect(DISTINCT a.name) AS who, min(e.earliest) AS first, max(e.latest) AS last,
  collect(DISTINCT c.id) AS claims, collect(DISTINCT c.source) AS sources
ORDER BY possible DESC, place

// Where it happened
//
// At which places did diplomats meet and act, when, and who was there? A place is certain if
// every source that names one for the event names it, without a question mark, nobody denies
// the event, and it falls into the window for certain.
WITH {
  kind: null,                // text: only this kind, e.g. met_with
  from: date("1918-01-01"),  // first day: the window begins, e.g. 1926-01-01
  to: date("1941-12-31"),    // last day: the window ends, e.g. 1926-12-31
  book: null                 // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (place:Place)<-[:AT]-(c:Claim {status: "told"})-[:OF]->(e:Event)
WHERE (ask.book IS NULL OR c.book = ask.book) AND (ask.kind IS NULL OR c.kind = ask.kind)
  AND coalesce(e.earliest <= ask.to AND e.latest >= ask.from, true)
MATCH (a:Actor)-[p:AGENT]->(c) WHERE NOT p.represented
WITH place, c, e, a, NOT e.negated AND NOT EXISTS {
    MATCH (d:Claim {status: "told"})-[:OF]->(e) WHERE EXISTS { (d)-[:AT]->() }
      AND (d.place ENDS WITH "?" OR NOT EXISTS { (d)-[:AT]->(place) }) }
  AND coalesce((ask.from IS NULL OR coalesce(e.earliest_end, e.earliest) >= ask.from)
    AND (ask.to IS NULL OR coalesce(e.latest_start, e.latest) <= ask.to)
    AND (NOT e.doubtful OR coalesce(ask.from, ask.to) IS NULL), false) AS sure
WITH place, count(DISTINCT CASE WHEN sure THEN e END) AS certain,
  count(DISTINCT e) AS possible, collect(DISTINCT a) AS who,
  CASE WHEN count(e.earliest) = count(e) THEN min(e.earliest) END AS first,
  CASE WHEN count(e.latest) = count(e) THEN max(e.latest) END AS last,
  collect(DISTINCT c.id) AS claims, collect(DISTINCT c.source) AS sources
RETURN place.name AS place, certain, possible, size(who) AS people,
  [a IN who | a.name + CASE WHEN EXISTS { (o:Actor {book: a.book, name: a.name}) WHERE o <> a }
    THEN " (" + a.id + ")" ELSE "" END] AS who,
  first, last, claims, sources
ORDER BY possible DESC, place

// Meetings in a window
//
// Who met whom between two days, how often, and who tells it? Each meeting counts once,
// however many sources tell it. It is certain if all of them name both for certain, nobody
// denies it, and its date lies for certain between the two days.
WITH {
  from: date("1925-01-01"),  // first day: the window begins, e.g. 1926-04-01
  to: date("1928-12-31"),    // last day: the window ends, e.g. 1926-12-31
  who: null,                 // actor: only meetings of this one, e.g. Aleksandrovsky
  book: null                 // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (a:Actor)-[r:MET_WITH {status: "told"}]->(b:Actor)
WHERE (ask.book IS NULL OR r.book = ask.book)
  AND (ask.who IS NULL OR any(x IN [a, b] WHERE ask.who IN [x.id, x.name]
    OR x.name STARTS WITH ask.who + ","
    OR any(alias IN split(x.aliases, ";")
      WHERE alias STARTS WITH ask.who + "," OR split(alias, "|")[0] = ask.who)))
MATCH (e:Event {key: r.book + "|" + r.event})
WHERE coalesce(e.earliest <= ask.to AND e.latest >= ask.from, true)
WITH ask, a, b, e, collect(r) AS told
WITH a, b, e, told,
  NOT e.negated AND size(told) = e.claims AND all(r IN told WHERE r.certain)
  AND coalesce((ask.from IS NULL OR coalesce(e.earliest_end, e.earliest) >= ask.from)
    AND (ask.to IS NULL OR coalesce(e.latest_start, e.latest) <= ask.to)
    AND (NOT e.doubtful OR coalesce(ask.from, ask.to) IS NULL), false) AS sure
UNWIND told AS r
WITH a, b, count(DISTINCT e) AS possible, count(DISTINCT CASE WHEN sure THEN e END) AS certain,
  min(e.earliest) AS first, max(e.latest) AS last, count(e) > count(e.earliest) AS early,
  count(e) > count(e.latest) AS late, collect(DISTINCT r.place) AS places,
  collect(DISTINCT r.claim) AS claims, collect(DISTINCT r.source) AS sources
RETURN a.name + CASE WHEN EXISTS { (o:Actor {book: a.book, name: a.name}) WHERE o <> a }
    THEN " (" + a.id + ")" ELSE "" END AS a,
  b.name + CASE WHEN EXISTS { (o:Actor {book: b.book, name: b.name}) WHERE o <> b }
    THEN " (" + b.id + ")" ELSE "" END AS b,
  certain, possible, CASE WHEN NOT early THEN first END AS first,
  CASE WHEN NOT late THEN last END AS last, places, claims, sources
ORDER BY possible DESC, certain DESC, a, b

// Paths in time
//
// How could word pass from one to another, each contact after the one before it, in at most
// three steps? Meetings lead both ways, letters and the like from him who informs. A path is
// certain if every contact is and each certainly comes after the last. It is possible if days
// can be chosen so that none comes before the one it follows. No path takes two steps of one
// event or comes to anyone twice. For more steps change *1..3 below: it takes much longer.
WITH {
  a: "Chernykh",             // actor: from whom it went out, e.g. Voldemaras
  b: "Moraht",               // actor: whom it reached, e.g. Aleksandrovsky
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
WHERE a <> b
  AND (ask.b IN [b.id, b.name] OR b.name STARTS WITH ask.b + ","
    OR any(alias IN split(b.aliases, ";")
      WHERE alias STARTS WITH ask.b + "," OR split(alias, "|")[0] = ask.b))
MATCH path = (a)-[steps:MET_WITH|INFORMED*1..3]-(b)
WHERE all(r IN steps WHERE r.status = "told")
  AND all(i IN range(0, size(steps) - 1)
    WHERE type(steps[i]) = "MET_WITH" OR startNode(steps[i]) = nodes(path)[i])
  AND all(n IN nodes(path) WHERE single(m IN nodes(path) WHERE m = n))
  AND all(r IN steps WHERE single(s IN steps WHERE s.event = r.event))
// One path for the same events, whichever of their claims it was found by.
WITH ask, nodes(path) AS who, [r IN steps | r.event] AS happened, collect(path) AS paths
UNWIND range(0, size(happened) - 1) AS i
MATCH (e:Event {key: who[i].book + "|" + happened[i]})
WITH ask, who, happened, paths, i, e, who[i] AS x, who[i + 1] AS y,
  reduce(found = [], p IN paths | found + relationships(p)[i]) AS found
WHERE coalesce(e.earliest <= ask.to AND e.latest >= ask.from, true)
UNWIND found AS r
WITH ask, who, happened, paths, i, e, x, y, collect(DISTINCT r) AS told
WITH who, happened, paths, i, e, told, NOT e.negated
  AND coalesce((ask.from IS NULL OR coalesce(e.earliest_end, e.earliest) >= ask.from)
    AND (ask.to IS NULL OR coalesce(e.latest_start, e.latest) <= ask.to)
    AND (NOT e.doubtful OR coalesce(ask.from, ask.to) IS NULL), false)
  AND CASE e.kind WHEN "met_with" THEN size(told) = e.claims AND all(r IN told WHERE r.certain)
    ELSE any(r IN told WHERE r.certain) AND NOT EXISTS {
      MATCH (d:Claim {status: "told"})-[:OF]->(e)
      WHERE EXISTS { (d)<-[:AGENT]-() }
          AND NOT EXISTS { (d)<-[:AGENT {certainty: "certain", represented: false}]-(x) }
        OR EXISTS { (d)<-[:TARGET]-() }
          AND NOT EXISTS { (d)<-[:TARGET {certainty: "certain", represented: false}]-(y) } } END
    AS sure
ORDER BY i
WITH who, happened, paths[0] AS path, collect(e) AS events, collect(sure) AS sure,
  collect([r IN told | r.claim]) AS told, collect([r IN told | r.source]) AS sources
WHERE size(events) = size(happened)
WITH who, path, events, told, sources, all(s IN sure WHERE s) AND
  all(i IN range(1, size(events) - 1) WHERE coalesce(events[i - 1].latest < events[i].earliest
    AND NOT events[i - 1].doubtful AND NOT events[i].doubtful, false)) AS certain,
  reduce(day = date("0001-01-01"), e IN events | CASE WHEN day > e.latest THEN null
    WHEN day IS NULL THEN null WHEN e.earliest > day THEN e.earliest ELSE day END) AS soonest
WHERE certain OR soonest IS NOT NULL
RETURN CASE WHEN certain THEN "certain" ELSE "possible" END AS path,
  CASE WHEN soonest > date("0001-01-01") THEN soonest END AS arrives_from,
  CASE WHEN certain THEN events[-1].latest END AS arrives_by, size(events) AS steps,
  [n IN who | n.name + CASE WHEN EXISTS { (o:Actor {book: n.book, name: n.name}) WHERE o <> n }
    THEN " (" + n.id + ")" ELSE "" END] AS through,
  [e IN events | e.date] AS dates,
  reduce(all = [], c IN told | all + c) AS claims,
  reduce(all = [], s IN reduce(every = [], s IN sources | every + s) |
    CASE WHEN s IN all THEN all ELSE all + s END) AS sources, [e IN events | e.id] AS events,
  path AS chain
ORDER BY path, arrives_by, arrives_from IS NOT NULL, arrives_from, steps, through, events
LIMIT 1000

// A state's neighbours by period
//
// With which states did a state have to do, period by period, and by what? A person counts for
// the state that he acts for. An event whose date leaves several periods open counts as
// possible in each. It is certain in the one that it certainly falls into, if every source of it
// names both states for certain and nobody denies it.
WITH {
  state: "Lithuania",  // state: whose neighbours, e.g. Germany
  first: 1920,         // number: the first year, e.g. 1918
  last: 1939,          // number: the last year, e.g. 1941
  years: 5,            // number: how many years a period has, e.g. 1
  book: null           // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (s:State)
WHERE (ask.book IS NULL OR s.book = ask.book)
  AND (ask.state IN [s.id, s.name]
    OR any(alias IN split(s.aliases, ";")
      WHERE alias STARTS WITH ask.state + "," OR split(alias, "|")[0] = ask.state))
MATCH (x:Actor)-[p:AGENT|TARGET]->(c:Claim {status: "told"})
WHERE c.book = s.book AND (x = s OR p.acting_for = s.id)
MATCH (x)-[r:MET_WITH|OPPOSED|PRESSURED|SUPPORTED|INFORMED]-(y:Actor)-[q:AGENT|TARGET]->(c)
WHERE r.claim = c.id AND r.book = c.book
MATCH (c)-[:OF]->(e:Event)
MATCH (n:State {key: s.book + "|" + coalesce(q.acting_for, y.id)}) WHERE n <> s
WITH ask, s, n, e, collect(DISTINCT c) AS given
// Where a state certainly stands: alone at a place, or as each of several who may stand there.
WITH ask, s, n, e, given, COLLECT {
  MATCH (d:Claim {status: "told"})-[:OF]->(e)
  WHERE EXISTS { (:Act {key: d.book + "|" + d.act, edge: "yes"}) }
  WITH [(o:Actor)-[w:AGENT]->(d) | {state: coalesce(w.acting_for, o.id), place: w.position,
      side: w.side, sure: w.certainty <> "possible"}] AS agents,
    [(o:Actor)-[w:TARGET]->(d) | {state: coalesce(w.acting_for, o.id), place: w.position,
      sure: w.certainty <> "possible"}] AS targets
  RETURN {agents: agents <> [], targets: targets <> [],
    sided: any(o IN agents WHERE o.side <> agents[0].side),
    by: [w IN agents WHERE all(o IN agents
      WHERE o.place <> w.place OR (o.state = w.state AND o.sure))],
    to: [w IN targets WHERE all(o IN targets
      WHERE o.place <> w.place OR (o.state = w.state AND o.sure)) | w.state]} } AS told
WITH ask, s, n, e, given, NOT e.negated AND CASE e.kind
    WHEN "met_with" THEN all(d IN told WHERE any(o IN d.by WHERE o.state = s.id
      AND any(w IN d.by WHERE w.state = n.id AND (w.side <> o.side OR NOT d.sided))))
    ELSE any(pair IN [[s.id, n.id], [n.id, s.id]] WHERE
      any(d IN told WHERE pair[0] IN [o IN d.by | o.state] AND pair[1] IN d.to) AND
      all(d IN told WHERE (NOT d.agents OR pair[0] IN [o IN d.by | o.state])
        AND (NOT d.targets OR pair[1] IN d.to))) END AS both
UNWIND given AS c
UNWIND range(ask.first, ask.last, ask.years) AS year
WITH s, n, e, c, both, date({year: year, month: 1, day: 1}) AS start,
  date({year: year + ask.years - 1, month: 12, day: 31}) AS end
WHERE coalesce(e.earliest <= end AND e.latest >= start, true)
WITH s, n, e, c, start, end, both AND coalesce(coalesce(e.earliest_end, e.earliest) >= start
  AND coalesce(e.latest_start, e.latest) <= end AND NOT e.doubtful, false) AS sure
WITH s, start, end, n,
  count(DISTINCT CASE WHEN sure THEN e END) AS certain, count(DISTINCT e) AS possible,
  count(DISTINCT CASE WHEN e.kind = "met_with" THEN e END) AS met,
  count(DISTINCT CASE WHEN e.sign < 0 THEN e END) AS against,
  count(DISTINCT CASE WHEN e.sign > 0 THEN e END) AS in_favour,
  collect(DISTINCT c.id) AS claims, collect(DISTINCT c.source) AS sources
RETURN s.name + CASE WHEN EXISTS { (o:Actor {book: s.book, name: s.name}) WHERE o <> s }
    THEN " (" + s.id + ")" ELSE "" END AS state,
  start.year AS first, end.year AS last,
  n.name + CASE WHEN EXISTS { (o:Actor {book: n.book, name: n.name}) WHERE o <> n }
    THEN " (" + n.id + ")" ELSE "" END AS neighbour,
  certain, possible, met, against, in_favour, claims, sources
ORDER BY state, first, possible DESC, certain DESC, neighbour

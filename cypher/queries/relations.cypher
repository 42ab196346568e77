// Relations of two states, year by year
//
// How many friendly and hostile acts, meetings and messages passed between two states and those
// who acted for them, year by year? Each happening that may fall into a year counts there. It is
// certain where it certainly falls into it, every source of it names both states for certain,
// and nobody denies it.
WITH {
  a: "Germany",      // state: the one state, e.g. Lithuania
  b: "Lithuania",    // state: the other state, e.g. Poland
  first: 1920,       // number: the first year, e.g. 1933
  last: 1934,        // number: the last year, e.g. 1941
  book: null         // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (a:State)
WHERE (ask.book IS NULL OR a.book = ask.book)
  AND (ask.a IN [a.id, a.name]
    OR any(alias IN split(a.aliases, ";")
      WHERE alias STARTS WITH ask.a + "," OR split(alias, "|")[0] = ask.a))
MATCH (b:State {book: a.book})
WHERE (ask.b IN [b.id, b.name]
  OR any(alias IN split(b.aliases, ";")
    WHERE alias STARTS WITH ask.b + "," OR split(alias, "|")[0] = ask.b))
MATCH (x:Actor)-[p:AGENT|TARGET]->(c:Claim {status: "told"})
WHERE c.book = a.book AND (x = a OR p.acting_for = a.id)
MATCH (x)-[r:MET_WITH|OPPOSED|PRESSURED|SUPPORTED|INFORMED]-(y:Actor)-[q:AGENT|TARGET]->(c)
WHERE r.claim = c.id AND r.book = c.book AND (y = b OR q.acting_for = b.id)
MATCH (c)-[:OF]->(e:Event)
WITH ask, a, b, e, collect({claim: c, who: x, edge: r}) AS given
// Where a state certainly stands: alone at a place, or as each of several who may stand there.
WITH ask, a, b, e, given, COLLECT {
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
WITH ask, a, b, e, given, NOT e.negated AND CASE e.kind
    WHEN "met_with" THEN all(d IN told WHERE any(o IN d.by WHERE o.state = a.id
      AND any(w IN d.by WHERE w.state = b.id AND (w.side <> o.side OR NOT d.sided))))
    ELSE any(pair IN [[a.id, b.id], [b.id, a.id]] WHERE
      any(d IN told WHERE pair[0] IN [o IN d.by | o.state] AND pair[1] IN d.to) AND
      all(d IN told WHERE (NOT d.agents OR pair[0] IN [o IN d.by | o.state])
        AND (NOT d.targets OR pair[1] IN d.to))) END AS both
UNWIND given AS one
UNWIND range(ask.first, ask.last) AS year
WITH a, b, e, one.claim AS c, one.who AS x, one.edge AS r, year,
  coalesce(e.earliest.year <= year AND e.latest.year >= year, true) AS possibly,
  both AND coalesce(coalesce(e.earliest_end, e.earliest).year >= year
  AND coalesce(e.latest_start, e.latest).year <= year AND NOT e.doubtful, false) AS sure
WHERE possibly
WITH a, b, year, count(DISTINCT CASE WHEN sure THEN e END) AS certain,
  count(DISTINCT e) AS possible,
  count(DISTINCT CASE WHEN e.kind = "met_with" THEN e END) AS meetings,
  count(DISTINCT CASE WHEN e.kind = "informed" THEN e END) AS messages,
  count(DISTINCT CASE WHEN e.sign > 0 THEN e END) AS friendly,
  count(DISTINCT CASE WHEN e.sign < 0 AND x = startNode(r) THEN e END) AS hostile_of_a,
  count(DISTINCT CASE WHEN e.sign < 0 AND x = endNode(r) THEN e END) AS hostile_of_b,
  collect(DISTINCT c.id) AS claims, collect(DISTINCT c.source) AS sources
RETURN year, certain, possible, meetings, messages, friendly, hostile_of_a, hostile_of_b, claims,
  sources
ORDER BY year

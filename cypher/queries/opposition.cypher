// What was opposed, and by whom
//
// Which treaties and issues met with opposition, and from whom? A person stands beside the
// state that he acted for. Certain: every source of an act names the opponent and the matter.
WITH {
  matter: null,              // matter: only this treaty or issue, e.g. Baltic union
  from: date("1918-01-01"),  // first day: the window begins, e.g. 1926-01-01
  to: date("1941-12-31"),    // last day: the window ends, e.g. 1926-12-31
  book: null                 // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (m:Treaty|Issue)<-[:ABOUT]-(c:Claim {kind: "opposed", status: "told"})-[:OF]->(e:Event)
WHERE (ask.book IS NULL OR m.book = ask.book)
  AND (ask.matter IS NULL OR ask.matter IN [m.id, m.name]
    OR any(alias IN split(m.aliases, ";")
      WHERE alias STARTS WITH ask.matter + "," OR split(alias, "|")[0] = ask.matter))
  AND coalesce(e.earliest <= ask.to AND e.latest >= ask.from, true)
MATCH (a:Actor)-[p:AGENT]->(c) WHERE NOT p.represented
WITH ask, m, a, e, collect(DISTINCT c) AS told, collect(DISTINCT p.acting_for) AS served,
  COUNT { (d:Claim {status: "told"})-[:OF]->(e) WHERE EXISTS { (d)<-[:AGENT]-() }
    AND NOT EXISTS { (d)<-[:AGENT {certainty: "certain"}]-(a) }
    OR EXISTS { (d)-[:ABOUT]->(x) WHERE labels(x) = labels(m) } AND NOT EXISTS { (d)-[:ABOUT]->(m) }
  } AS doubts
WITH m, a, e, told, served, doubts = 0 AND NOT e.negated
  AND coalesce((ask.from IS NULL OR coalesce(e.earliest_end, e.earliest) >= ask.from)
    AND (ask.to IS NULL OR coalesce(e.latest_start, e.latest) <= ask.to)
    AND (NOT e.doubtful OR coalesce(ask.from, ask.to) IS NULL), false) AS sure
UNWIND told AS c
UNWIND CASE served WHEN [] THEN [null] ELSE served END AS state
OPTIONAL MATCH (s:State {key: m.book + "|" + state})
WITH m, a, collect(DISTINCT s) AS for,
  count(DISTINCT CASE WHEN sure THEN e END) AS certain, count(DISTINCT e) AS possible,
  collect(DISTINCT c.act) AS acts, collect(DISTINCT c.id) AS claims,
  collect(DISTINCT c.source) AS sources
RETURN m.name AS matter,
  a.name + CASE WHEN EXISTS { (o:Actor {book: a.book, name: a.name}) WHERE o <> a }
    THEN " (" + a.id + ")" ELSE "" END AS opponent,
  [s IN for | s.name] AS for, certain, possible, acts, claims, sources
ORDER BY matter, possible DESC, certain DESC, opponent

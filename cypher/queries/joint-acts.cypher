// Joint acts of two states
//
// Which states acted together: opposed, pressured or supported something side by side, in one
// act? A person counts for the state that he acts for. An act is certain if every source of it
// names both for certain on one side, nobody denies it, and it falls into the window for certain.
WITH {
  state: null,               // state: only pairs with this one, e.g. Germany
  from: date("1918-01-01"),  // first day: the window begins, e.g. 1926-01-01
  to: date("1941-12-31"),    // last day: the window ends, e.g. 1926-12-31
  book: null                 // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (e:Event)<-[:OF]-(c:Claim {status: "told"})<-[p:AGENT]-(x:Actor)
WHERE e.kind IN ["opposed", "pressured", "supported"]
  AND (ask.book IS NULL OR e.book = ask.book)
  AND coalesce(e.earliest <= ask.to AND e.latest >= ask.from, true)
WITH ask, e, c, p.side AS side, p.position AS position,
  collect({state: coalesce(p.acting_for, x.id), certainty: p.certainty}) AS options
// One of two that count as one state is that state for certain.
UNWIND range(0, size(options) - 1) AS option
WITH ask, e, c, collect({state: options[option].state, side: side, position: position,
  option: option, sure: all(o IN options WHERE o.state = options[option].state
    AND o.certainty <> "possible")}) AS present
UNWIND present AS one
UNWIND present AS two
WITH ask, e, c, one, two
WHERE one.state < two.state AND one.side = two.side
  AND (one.position <> two.position OR one.option = two.option)
WITH ask, e, one.state AS a, two.state AS b, c, max(one.sure AND two.sure) AS sure
WITH ask, e, a, b, collect(c) AS told, count(CASE WHEN sure THEN c END) AS certain_claims
MATCH (x:State {key: e.book + "|" + a})
MATCH (y:State {key: e.book + "|" + b})
WHERE ask.state IS NULL OR any(s IN [x, y] WHERE ask.state IN [s.id, s.name]
  OR any(alias IN split(s.aliases, ";")
    WHERE alias STARTS WITH ask.state + "," OR split(alias, "|")[0] = ask.state))
WITH x, y, e, told, certain_claims = e.claims AND NOT e.negated
  AND coalesce((ask.from IS NULL OR coalesce(e.earliest_end, e.earliest) >= ask.from)
    AND (ask.to IS NULL OR coalesce(e.latest_start, e.latest) <= ask.to)
    AND (NOT e.doubtful OR coalesce(ask.from, ask.to) IS NULL), false) AS sure
UNWIND told AS c
WITH x, y, count(DISTINCT CASE WHEN sure THEN e END) AS certain,
  count(DISTINCT e) AS possible, collect(DISTINCT c.act) AS acts,
  collect(DISTINCT c.id) AS claims, collect(DISTINCT c.source) AS sources
RETURN x.name + CASE WHEN EXISTS { (o:Actor {book: x.book, name: x.name}) WHERE o <> x }
    THEN " (" + x.id + ")" ELSE "" END AS a,
  y.name + CASE WHEN EXISTS { (o:Actor {book: y.book, name: y.name}) WHERE o <> y }
    THEN " (" + y.id + ")" ELSE "" END AS b,
  certain, possible, acts, claims, sources
ORDER BY possible DESC, certain DESC, a, b

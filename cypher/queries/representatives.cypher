// Who acted for a state
//
// By whom did a state act, in which years, and how often did each of them meet, press, oppose,
// support, inform and sign? An unnamed holder of a post stands in brackets.
WITH {
  state: "Soviet Union",     // state: which one, e.g. Germany
  from: date("1920-01-01"),  // first day: the window begins, e.g. 1926-01-01
  to: date("1934-12-31"),    // last day: the window ends, e.g. 1926-12-31
  book: null                 // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (s:State)
WHERE (ask.book IS NULL OR s.book = ask.book)
  AND (ask.state IN [s.id, s.name]
    OR any(alias IN split(s.aliases, ";")
      WHERE alias STARTS WITH ask.state + "," OR split(alias, "|")[0] = ask.state))
MATCH (a:Actor)-[p:AGENT]->(c:Claim {status: "told"})-[:OF]->(e:Event)
WHERE p.acting_for = s.id AND a <> s AND c.book = s.book
  AND coalesce(e.earliest <= ask.to AND e.latest >= ask.from, true)
WITH s, a, count(DISTINCT e) AS events,
  count(DISTINCT CASE WHEN e.kind = "met_with" THEN e END) AS met,
  count(DISTINCT CASE WHEN e.kind = "signed" THEN e END) AS signed,
  count(DISTINCT CASE WHEN e.kind = "opposed" THEN e END) AS opposed,
  count(DISTINCT CASE WHEN e.kind = "pressured" THEN e END) AS pressed,
  count(DISTINCT CASE WHEN e.kind = "supported" THEN e END) AS supported,
  count(DISTINCT CASE WHEN e.kind = "informed" THEN e END) AS informed,
  CASE WHEN count(e.earliest) = count(*) THEN min(e.earliest) END AS first,
  CASE WHEN count(e.latest) = count(*) THEN max(e.latest) END AS last, collect(DISTINCT c.id) AS claims,
  collect(DISTINCT c.source) AS sources
RETURN s.name + CASE WHEN EXISTS { (o:Actor {book: s.book, name: s.name}) WHERE o <> s }
    THEN " (" + s.id + ")" ELSE "" END AS state,
  a.name + CASE WHEN EXISTS { (o:Actor {book: a.book, name: a.name}) WHERE o <> a }
    THEN " (" + a.id + ")" ELSE "" END AS who, events,
  met, signed, opposed, pressed, supported, informed, first, last, claims, sources
ORDER BY events DESC, who

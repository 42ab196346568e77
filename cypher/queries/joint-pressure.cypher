// Pressure on one target, close in time
//
// Who put pressure on the same target within so many days of one another? Each row is two acts
// by different parties. They are close for certain if the largest gap that the dates leave is
// small enough, possibly if the smallest is, so that an act without a date is possibly close to
// any. What lasts has no gap and is left out.
WITH {
  target: "Lithuania",       // actor: on whom, himself or whoever acts for him, e.g. Germany
  days: 14,                  // number: at most so many days apart, e.g. 31
  from: date("1920-01-01"),  // first day: the window begins, e.g. 1926-01-01
  to: date("1941-12-31"),    // last day: the window ends, e.g. 1928-12-31
  book: null                 // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (target:Actor)
WHERE (ask.book IS NULL OR target.book = ask.book)
  AND (ask.target IN [target.id, target.name] OR target.name STARTS WITH ask.target + ","
    OR any(alias IN split(target.aliases, ";")
      WHERE alias STARTS WITH ask.target + "," OR split(alias, "|")[0] = ask.target))
MATCH (x:Actor)-[t:TARGET]->(c:Claim {kind: "pressured", status: "told"})-[:OF]->(e:Event)
WHERE (x = target OR t.acting_for = target.id) AND c.book = target.book
  AND e.extent = "instant" AND coalesce(e.earliest <= ask.to AND e.latest >= ask.from, true)
MATCH (agent:Actor)-[p:AGENT]->(c) WHERE NOT p.represented
WITH ask, target, e, c, coalesce(p.acting_for, agent.id) AS party,
  agent.name + CASE WHEN EXISTS {
    (o:Actor {book: agent.book, name: agent.name}) WHERE o <> agent }
    THEN " (" + agent.id + ")" ELSE "" END AS name
WITH ask, target, e, collect(DISTINCT party) AS parties,
  collect(DISTINCT name) AS names, collect(DISTINCT c.id) AS claims,
  collect(DISTINCT c.source) AS sources
WITH ask, target, collect({event: e, parties: parties, names: names, claims: claims,
  sources: sources}) AS acts
UNWIND acts AS one
UNWIND acts AS two
WITH ask, target, one, two, one.event AS x, two.event AS y
WHERE x.sign = y.sign AND none(party IN one.parties WHERE party IN two.parties)
  AND CASE WHEN x.earliest <> y.earliest THEN x.earliest < y.earliest ELSE x.id < y.id END
// From day to day the one way and the other: unknown where a date is open.
WITH ask, target, one, two, x, y,
  [duration.inDays(x.latest, y.earliest).days, duration.inDays(y.latest, x.earliest).days] AS least,
  [duration.inDays(x.earliest, y.latest).days, duration.inDays(y.earliest, x.latest).days] AS most
WHERE none(gap IN least WHERE gap IS NOT NULL AND gap > ask.days)
RETURN target.name + CASE WHEN EXISTS {
    (o:Actor {book: target.book, name: target.name}) WHERE o <> target }
    THEN " (" + target.id + ")" ELSE "" END AS target,
  one.names AS first, x.date AS first_date, two.names AS then,
  y.date AS then_date,
  CASE WHEN all(gap IN most WHERE gap <= ask.days)
    AND NOT x.doubtful AND NOT y.doubtful AND NOT x.negated AND NOT y.negated
    THEN "certain" ELSE "possible" END AS close,
  reduce(days = 0, gap IN least | CASE WHEN gap > days THEN gap ELSE days END) AS least,
  reduce(days = 0, gap IN most | CASE WHEN gap > days THEN gap WHEN gap IS NULL THEN null
    ELSE days END) AS most,
  one.claims + two.claims AS claims,
  one.sources + [s IN two.sources WHERE NOT s IN one.sources] AS sources
ORDER BY x.earliest, y.earliest, x.id, y.id

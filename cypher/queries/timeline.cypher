// Timeline
//
// What did someone do, what was done to him, or what was done about a matter, in order of time?
// A state has a part in what is done by those who act for it and to them. The part is certain
// if every source of the event gives it, nobody denies the event, and it falls into the window
// for certain.
WITH {
  who: "Lithuania",          // matter: an actor, a treaty or an issue, e.g. Vilnius question
  from: date("1926-01-01"),  // first day: the window begins, e.g. 1920-01-01
  to: date("1926-12-31"),    // last day: the window ends, e.g. 1934-12-31
  book: null                 // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (w:Actor|Treaty|Issue)
WHERE (ask.book IS NULL OR w.book = ask.book)
  AND (ask.who IN [w.id, w.name] OR w.name STARTS WITH ask.who + ","
    OR any(alias IN split(w.aliases, ";")
      WHERE alias STARTS WITH ask.who + "," OR split(alias, "|")[0] = ask.who))
MATCH (e:Event)<-[:OF]-(c:Claim {status: "told"})
WHERE e.book = w.book AND coalesce(e.earliest <= ask.to AND e.latest >= ask.from, true)
WITH ask, w, e, c, [label IN labels(w) WHERE label IN ["Treaty", "Issue"]] AS thing
// Where he stands in a claim: at each place is one, or one of several.
UNWIND CASE thing WHEN [] THEN ["AGENT", "TARGET", "VIA"] ELSE ["ABOUT"] END AS role
WITH ask, w, e, c, role, CASE role WHEN "ABOUT"
  THEN COLLECT { MATCH (c)-[:ABOUT]->(m) WHERE labels(m) = labels(w)
    RETURN {place: 0, his: m = w, sure: true} }
  ELSE COLLECT { MATCH (x:Actor)-[p]->(c) WHERE type(p) = role
    RETURN {place: p.position, his: (x = w AND (x:State OR NOT p.represented)) OR
      (w:State AND p.acting_for = w.id), sure: p.certainty <> "possible"} } END AS rows
WHERE rows <> []
WITH ask, w, e, role, collect(c) AS naming, count(CASE WHEN any(r IN rows WHERE r.his) THEN 1 END)
  AS his, count(CASE WHEN any(r IN rows WHERE r.his AND (role = "ABOUT" OR all(o IN rows
    WHERE o.place <> r.place OR (o.his AND o.sure)))) THEN 1 END) AS sure
WHERE his > 0
WITH ask, w, e, collect(toLower(role)) AS roles, max(sure = size(naming)) AS certain
MATCH (e)<-[:OF]-(c:Claim {status: "told"})
WITH ask, w, e, roles, certain, collect(DISTINCT c.act) AS acts, collect(DISTINCT c.id) AS claims,
  collect(DISTINCT c.source) AS sources
RETURN e.date AS date, acts, roles,
  COLLECT { MATCH (x:Actor)-[p:AGENT]->(:Claim {status: "told"})-[:OF]->(e)
    WHERE NOT p.represented WITH DISTINCT x
    RETURN x.name + CASE WHEN EXISTS { (o:Actor {book: x.book, name: x.name}) WHERE o <> x }
      THEN " (" + x.id + ")" ELSE "" END AS name
    ORDER BY name } AS agents,
  COLLECT { MATCH (x:Actor)-[p:TARGET]->(:Claim {status: "told"})-[:OF]->(e)
    WHERE NOT p.represented WITH DISTINCT x
    RETURN x.name + CASE WHEN EXISTS { (o:Actor {book: x.book, name: x.name}) WHERE o <> x }
      THEN " (" + x.id + ")" ELSE "" END AS name
    ORDER BY name } AS targets,
  COLLECT { MATCH (m)<-[:ABOUT]-(:Claim {status: "told"})-[:OF]->(e)
    WITH DISTINCT m RETURN m.name AS name ORDER BY name } AS matters,
  CASE WHEN certain AND NOT e.negated
    AND coalesce((ask.from IS NULL OR coalesce(e.earliest_end, e.earliest) >= ask.from)
      AND (ask.to IS NULL OR coalesce(e.latest_start, e.latest) <= ask.to)
      AND (NOT e.doubtful OR coalesce(ask.from, ask.to) IS NULL), false)
    THEN "certain" ELSE "possible" END AS part, e.id AS event, claims, sources
ORDER BY coalesce(e.earliest, e.latest) IS NULL, e.earliest IS NOT NULL, e.earliest, e.latest, event

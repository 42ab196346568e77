// The life of a treaty
//
// What was done about a treaty, in order of time: proposed, initialled, signed, ratified,
// denounced, opposed, pressed for? With what was planned, alleged or denied, marked as such.
WITH {
  treaty: "Treaty of Berlin (1926)",  // treaty: which one, e.g. USSR–Lithuania Non-Aggression Treaty
  book: null                          // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (t:Treaty)
WHERE (ask.book IS NULL OR t.book = ask.book)
  AND (ask.treaty IN [t.id, t.name]
    OR any(alias IN split(t.aliases, ";")
      WHERE alias STARTS WITH ask.treaty + "," OR split(alias, "|")[0] = ask.treaty))
MATCH (t)<-[:ABOUT]-(c:Claim)-[:OF]->(e:Event)
OPTIONAL MATCH (a:Actor)-[p:AGENT]->(c) WHERE NOT p.represented
WITH t, e, c, p,
  a.name + CASE WHEN EXISTS { (o:Actor {book: a.book, name: a.name}) WHERE o <> a }
    THEN " (" + a.id + ")" ELSE "" END AS name
ORDER BY p.position, name
WITH t, e, c.status AS status, collect(DISTINCT c.act) AS acts, collect(DISTINCT name) AS parties,
  collect(DISTINCT c.id) AS claims, collect(DISTINCT c.source) AS sources
RETURN t.name AS treaty, e.date AS date, e.kind AS kind, acts, parties, status, e.id AS event,
  claims, sources
ORDER BY e.earliest, e.latest, event, status

// Reports and rumours
//
// What does a source know only from others, and through whom? The speakers stand in order,
// nearest to the source first, furthest back last.
WITH {
  speaker: null,  // text: only chains with this name in them, e.g. Chernykh
  book: null      // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (c:Claim)-[:OF]->(e:Event)
WHERE (ask.book IS NULL OR c.book = ask.book) AND c.reported_by IS NOT NULL
  AND (ask.speaker IS NULL OR toLower(c.reported_by) CONTAINS toLower(ask.speaker))
RETURN c.date AS date, c.status AS status, split(c.reported_by, ";") AS reported_by, c.kind AS kind,
  c.agents AS agents, c.targets AS targets, c.about AS about,
  EXISTS { (e)<-[:OF]-(d:Claim {status: "told"}) WHERE d.reported_by IS NULL } AS told_too,
  e.id AS event, [c.id] AS claims, [c.source] AS sources
ORDER BY c.earliest, c.id

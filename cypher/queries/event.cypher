// One event and all that is told of it, as a graph
//
// What do the sources say about one happening: who took part in which role, what was it about,
// where, and which documents stand behind it?
WITH {
  event: "pact-1939-014",  // text: the id of an event or of a claim of it, e.g. baltic-cooperation-005
  book: null               // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (asked:Claim)-[:OF]->(e:Event)
WHERE (ask.book IS NULL OR e.book = ask.book) AND ask.event IN [e.id, asked.id]
WITH DISTINCT e
MATCH (c:Claim)-[of:OF]->(e)
MATCH (c)-[r:AGENT|TARGET|VIA|ABOUT|AT|TOLD_BY|CITES]-(n)
RETURN e, of, c, r, n, [c.id] AS claims, [c.source] AS sources
ORDER BY c.id, type(r), n.name

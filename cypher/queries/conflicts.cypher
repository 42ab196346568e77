// Conflicts between sources
//
// Where do claims of one happening contradict each other? In the date: no day fits both. In
// the place: two are named. In the participants: one is named for certain here and not there.
// In the fact itself: one tells it, another denies it.
WITH {
  across: false,  // yes or no: only between different sources, e.g. yes
  book: null      // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (c:Claim)-[:OF]->(e:Event)<-[:OF]-(d:Claim)
WHERE (ask.book IS NULL OR e.book = ask.book) AND c.id < d.id
  AND (NOT ask.across OR c.source <> d.source)
  AND c.status IN ["told", "negated"] AND d.status IN ["told", "negated"]
WITH e, c, d, coalesce(c.latest < d.earliest OR d.latest < c.earliest, false) AS dates,
  EXISTS { MATCH (c)-[:AT]->(x) WHERE EXISTS { (d)-[:AT]->(y) WHERE x <> y } } AS places,
  EXISTS { MATCH (x:Actor)-[p:AGENT|TARGET {certainty: "certain"}]->(c)
    WHERE EXISTS { (d)<-[q:AGENT|TARGET]-() WHERE type(q) = type(p) }
      AND NOT EXISTS { (d)<-[q:AGENT|TARGET]-(x) WHERE type(q) = type(p) } }
  OR EXISTS { MATCH (x:Actor)-[p:AGENT|TARGET {certainty: "certain"}]->(d)
    WHERE EXISTS { (c)<-[q:AGENT|TARGET]-() WHERE type(q) = type(p) }
      AND NOT EXISTS { (c)<-[q:AGENT|TARGET]-(x) WHERE type(q) = type(p) } } AS people
WITH e, c, d, [x IN [CASE WHEN dates THEN "date" END, CASE WHEN places THEN "place" END,
  CASE WHEN people THEN "participants" END, CASE WHEN c.status <> d.status THEN "fact" END]
  WHERE x IS NOT NULL] AS about
WHERE about <> []
RETURN e.kind AS kind, about, c.date AS date_a, d.date AS date_b, c.agents AS agents_a,
  d.agents AS agents_b, c.place AS place_a, d.place AS place_b, e.id AS event,
  [c.id, d.id] AS claims, CASE WHEN c.source = d.source THEN [c.source]
    ELSE [c.source, d.source] END AS sources
ORDER BY e.earliest, event, claims

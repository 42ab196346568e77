// The documents behind the record
//
// On which documents does what is told of someone rest, and where do they lie? A document is
// what a source cites: a letter, a note, a file in an archive.
WITH {
  who: null,   // actor: only claims in which this one has a part, e.g. Stresemann
  book: null   // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (c:Claim {status: "told"})-[:CITES]->(d:Document)
WHERE (ask.book IS NULL OR c.book = ask.book) AND (ask.who IS NULL OR EXISTS {
  MATCH (w:Actor)-[:AGENT|TARGET|VIA]->(c) WHERE ask.who IN [w.id, w.name]
    OR w.name STARTS WITH ask.who + ","
    OR any(alias IN split(w.aliases, ";")
      WHERE alias STARTS WITH ask.who + "," OR split(alias, "|")[0] = ask.who) })
MATCH (c)-[:OF]->(e:Event)
WITH d, properties(d) AS told, count(DISTINCT e) AS events, 
  CASE WHEN count(e.earliest) = count(*) THEN min(e.earliest) END AS first,
  CASE WHEN count(e.latest) = count(*) THEN max(e.latest) END AS last,
  collect(DISTINCT c.id) AS claims, collect(DISTINCT c.source) AS sources
RETURN d.id AS document, told.footnote AS note, told.author AS author, told.addressee AS addressee,
  told.date AS date, told.archive AS archive, told.shelf_mark AS shelf_mark, events, first, last,
  claims, sources
ORDER BY events DESC, document

// Unnamed holders of posts
//
// Where do the sources name a post and not its holder, and who may have held it then? He held
// it for certain if his time in it certainly covers the date. Nobody is put in his place.
WITH {
  post: null,   // text: only posts with this in their name, e.g. Berlin
  book: null    // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (post:Post)-[p:AGENT|TARGET|VIA]->(c:Claim {status: "told"})-[:OF]->(e:Event)
WHERE (ask.book IS NULL OR post.book = ask.book)
  AND (ask.post IS NULL OR toLower(post.name) CONTAINS toLower(ask.post))
OPTIONAL MATCH (post)-[t:HELD_BY]->(d:Diplomat)
WHERE coalesce(t.start_earliest <= c.latest AND c.earliest <= t.end_latest, true)
WITH post, p, c, e, d, t, reduce(day = t.end_latest, s IN [t.start_latest] |
    CASE WHEN day IS NULL OR s < day THEN s ELSE day END) AS by,
  reduce(day = t.end_earliest, s IN [t.start_earliest] |
    CASE WHEN day IS NULL OR s > day THEN s ELSE day END) AS until
WITH post, p, c, e, d, max(coalesce(by <= coalesce(c.earliest_end, c.earliest)
  AND until >= coalesce(c.latest_start, c.latest) AND NOT c.doubtful
  AND NOT coalesce(t.start, "") + coalesce(t.end, "") =~ ".*[?%].*", false)) AS sure
WITH post, p, c, e, sure,
  d.name + CASE WHEN EXISTS { (o:Actor {book: d.book, name: d.name}) WHERE o <> d }
    THEN " (" + d.id + ")" ELSE "" END AS name
ORDER BY name
WITH post, p, c, e, collect(CASE WHEN sure THEN name END) AS held_by,
  collect(CASE WHEN NOT sure THEN name END) AS perhaps
RETURN post.name AS post, c.date AS date, toLower(type(p)) AS role, c.act AS act, held_by, perhaps,
  e.id AS event, [c.id] AS claims, [c.source] AS sources
ORDER BY post, e.earliest, event, c.id, role

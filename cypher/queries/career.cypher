// A career
//
// Which posts did a diplomat hold, one after another, and how much is told of him in each? An
// event counts where it may have been during his time in the post, and for certain where its
// date lies within the time that he certainly held it.
WITH {
  who: "Aleksandrovsky",  // person: whose career, e.g. Moraht
  book: null              // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (d:Diplomat)
WHERE (ask.book IS NULL OR d.book = ask.book)
  AND (ask.who IN [d.id, d.name] OR d.name STARTS WITH ask.who + ","
    OR any(alias IN split(d.aliases, ";")
      WHERE alias STARTS WITH ask.who + "," OR split(alias, "|")[0] = ask.who))
MATCH (post:Post)-[t:HELD_BY]->(d)
OPTIONAL MATCH (d)-[:AGENT|TARGET|VIA]->(c:Claim {status: "told"})-[:OF]->(e:Event)
WHERE coalesce(e.earliest <= t.end_latest, true) AND coalesce(e.latest >= t.start_earliest, true)
WITH d, post, t, e, c, coalesce(e.earliest >= t.start_latest AND e.latest <= t.end_earliest
  AND NOT e.doubtful AND NOT t.start =~ ".*[?%].*" AND NOT t.end =~ ".*[?%].*", false) AS sure
WITH d, t, count(DISTINCT CASE WHEN sure THEN e END) AS certain, count(DISTINCT e) AS possible,
  collect(DISTINCT c.id) AS claims, collect(DISTINCT c.source) AS sources
RETURN d.name + CASE WHEN EXISTS { (o:Actor {book: d.book, name: d.name}) WHERE o <> d }
    THEN " (" + d.id + ")" ELSE "" END AS who,
  t.title AS post, t.rank AS rank, t.state AS state,
  t.accredited_to AS accredited_to, t.start AS start, t.end AS end, certain, possible,
  t.tenure AS tenure, claims,
  [s IN [t.source] WHERE s IS NOT NULL AND NOT s IN sources] + sources AS sources
ORDER BY who, t.start_earliest, t.end_latest, tenure

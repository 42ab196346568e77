// What each source tells of each year
//
// How much does each source tell of each year, and where is it silent? Silence is no absence:
// compare this with any count before believing a decline. A claim whose date leaves several
// years open counts as possible in each.
WITH {
  first: 1918,   // number: the first year, e.g. 1925
  last: 1941,    // number: the last year, e.g. 1934
  kind: null,    // text: only this kind, e.g. met_with
  book: null     // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
UNWIND range(ask.first, ask.last) AS year
MATCH (s:Source) WHERE ask.book IS NULL OR s.book = ask.book
OPTIONAL MATCH (s)<-[:TOLD_BY]-(c:Claim {status: "told"})
WHERE (ask.kind IS NULL OR c.kind = ask.kind)
  AND coalesce(c.earliest.year <= year AND c.latest.year >= year, true)
WITH year, s, c, coalesce(coalesce(c.earliest_end, c.earliest).year >= year
  AND coalesce(c.latest_start, c.latest).year <= year AND NOT c.doubtful, false) AS sure
RETURN year, s.id AS source, count(CASE WHEN sure THEN c END) AS certain, count(c) AS possible,
  collect(CASE WHEN sure THEN c.id END) AS claims, [s.id] AS sources
ORDER BY year, source

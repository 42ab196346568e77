// What each source tells of each year
//
// Of how many events does each source tell, year by year, and where is it silent? Silence is no
// absence: compare this with any count before believing a decline. An event counts once by the
// dates that this source gives it. Where they leave several years open, it is possible in each.
WITH {
  first: 1918,   // number: the first year, e.g. 1925
  last: 1941,    // number: the last year, e.g. 1934
  kind: null,    // text: only this kind, e.g. met_with
  book: null     // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (s:Source) WHERE ask.book IS NULL OR s.book = ask.book
OPTIONAL MATCH (s)<-[:TOLD_BY]-(c:Claim {status: "told"})-[:OF]->(e:Event)
WHERE ask.kind IS NULL OR c.kind = ask.kind
// An open end is before the year 1 or after 9999.
WITH ask, s, e, collect(c.id) AS claims, max(c.doubtful) AS doubtful,
  min(c.extent = "lasting") AS lasting, min(coalesce(c.earliest.year, 0)) AS first,
  max(coalesce(c.latest.year, 9999)) AS last, max(coalesce(c.latest_start.year, 9999)) AS begun,
  min(coalesce(c.earliest_end.year, 0)) AS unended
WITH *, doubtful OR EXISTS { (e)<-[:OF]-(:Claim {status: "negated", source: s.id}) } AS doubted
UNWIND range(ask.first, ask.last) AS year
WITH s, year, e, claims, first <= year AND last >= year AS possibly, NOT doubted AND CASE
  WHEN lasting THEN begun <= year AND unended >= year ELSE first = year AND last = year END AS sure
WITH s, year, count(CASE WHEN sure THEN e END) AS certain,
  count(CASE WHEN possibly THEN e END) AS possible,
  reduce(every = [], c IN collect(CASE WHEN possibly THEN claims ELSE [] END) | every + c)
    AS claims
RETURN year, s.id AS source, certain, possible, claims, [s.id] AS sources
ORDER BY year, source

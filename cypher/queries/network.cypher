// Meetings in a window as a graph
//
// What does the network of those who met between two days look like? Each line is one claim
// of a meeting that is told and may have been then.
WITH {
  from: date("1926-12-01"),  // first day: the window begins, e.g. 1927-01-01
  to: date("1928-12-31"),    // last day: the window ends, e.g. 1927-12-31
  book: null                 // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (a:Actor)-[r:MET_WITH {status: "told"}]->(b:Actor)
WHERE (ask.book IS NULL OR r.book = ask.book)
  AND coalesce(r.earliest <= ask.to AND r.latest >= ask.from, true)
RETURN a, r, b, [r.claim] AS claims, [r.source] AS sources
ORDER BY r.earliest, r.edge

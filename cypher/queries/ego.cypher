// Ego network as a graph
//
// With whom and with what did someone have to do between two days, as a picture? Each line is
// one claim that is told and may fall into the window: meetings, signatures, opposition,
// pressure, support and messages, in either direction.
WITH {
  who: "Aleksandrovsky",     // actor: whose network, e.g. Lithuania
  from: date("1918-01-01"),  // first day: the window begins, e.g. 1926-01-01
  to: date("1941-12-31"),    // last day: the window ends, e.g. 1926-12-31
  book: null                 // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (ego:Actor)
WHERE (ask.book IS NULL OR ego.book = ask.book)
  AND (ask.who IN [ego.id, ego.name] OR ego.name STARTS WITH ask.who + ","
    OR any(alias IN split(ego.aliases, ";")
      WHERE alias STARTS WITH ask.who + "," OR split(alias, "|")[0] = ask.who))
MATCH (ego)-[r:MET_WITH|SIGNED|OPPOSED|PRESSURED|SUPPORTED|INFORMED {status: "told"}]-(other)
WHERE coalesce(r.earliest <= ask.to AND r.latest >= ask.from, true)
RETURN ego, r, other, [r.claim] AS claims, [r.source] AS sources
ORDER BY r.earliest, r.edge

// Contacts of a diplomat
//
// With whom did he deal, by what, and from when to when? Meetings lead both ways, all else from
// him who acts to him who is acted on.
WITH {
  who: "Aleksandrovsky",     // actor: whose contacts, e.g. Voldemaras
  from: date("1918-01-01"),  // first day: the window begins, e.g. 1926-01-01
  to: date("1941-12-31"),    // last day: the window ends, e.g. 1927-12-31
  book: null                 // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (d:Actor)
WHERE (ask.book IS NULL OR d.book = ask.book)
  AND (ask.who IN [d.id, d.name] OR d.name STARTS WITH ask.who + ","
    OR any(alias IN split(d.aliases, ";")
      WHERE alias STARTS WITH ask.who + "," OR split(alias, "|")[0] = ask.who))
MATCH (d)-[r:MET_WITH|OPPOSED|PRESSURED|SUPPORTED|INFORMED {status: "told"}]-(other:Actor)
MATCH (e:Event {key: r.book + "|" + r.event})
WHERE coalesce(e.earliest <= ask.to AND e.latest >= ask.from, true)
WITH d, other, e, r, CASE WHEN e.kind = "met_with" THEN "met"
  WHEN startNode(r) = d THEN e.kind ELSE e.kind + " by" END AS relation
WITH d, relation, other, count(DISTINCT e) AS events,
  CASE WHEN count(e.earliest) = count(*) THEN min(e.earliest) END AS first,
  CASE WHEN count(e.latest) = count(*) THEN max(e.latest) END AS last, collect(DISTINCT r.act) AS acts,
  collect(DISTINCT r.claim) AS claims, collect(DISTINCT r.source) AS sources
RETURN d.name + CASE WHEN EXISTS { (o:Actor {book: d.book, name: d.name}) WHERE o <> d }
    THEN " (" + d.id + ")" ELSE "" END AS who, relation,
  other.name + CASE WHEN EXISTS { (o:Actor {book: other.book, name: other.name}) WHERE o <> other }
    THEN " (" + other.id + ")" ELSE "" END AS whom, events,
  first, last, acts, claims, sources
ORDER BY who, events DESC, whom, relation

// Conflicts between sources
//
// In what do claims of one happening contradict each other: fact, date, place, agents, targets,
// treaty, its title, or act? Hard: both cannot be right. Soft: both may be. As rapallo conflicts,
// but for what only Python knows: sums in a text, towns under an old and a new name (one there, two
// here) or beside their state, and states of one lineage (soft there, hard here), dates of single
// days, such as [1926-12-25,1926-12-27], of which only the first and the last day are known here.
WITH {
  hard: false,    // yes or no: only where both cannot be right, e.g. true
  across: false,  // yes or no: only between different sources, e.g. true
  book: null      // text: only this casebook, e.g. 7459a2e3ce60
} AS ask
MATCH (c:Claim)-[:OF]->(e:Event)
WHERE (ask.book IS NULL OR e.book = ask.book) AND c.status IN ["told", "alleged", "negated"]
  AND COUNT { (e)<-[:OF]-() } > 1
WITH ask, e, c ORDER BY c.id
WITH ask, e, collect(c) AS claims WHERE size(claims) > 1
UNWIND claims AS c
WITH ask, e, c,
  COLLECT { MATCH (x:Actor)-[p:AGENT|TARGET]->(c) RETURN {role: type(p), id: x.id, name: x.name,
    for: coalesce(p.acting_for, ""), sure: p.certainty = "certain", beside: p.represented}
    ORDER BY x.id } AS people,
  COLLECT { MATCH (c)-[:ABOUT]->(t:Treaty) RETURN {id: t.id, name: t.name} ORDER BY t.id } AS treaties,
  COLLECT { MATCH (c)-[:AT]->(p) RETURN {id: p.id, name: p.name} } AS places
UNWIND [{about: "fact", value: [c.status]}, {about: "date", value: [c.date]},
  {about: "place", value: places}, {about: "treaty", value: treaties},
  {about: "agents", value: [p IN people WHERE p.role = "AGENT" AND NOT p.beside]},
  {about: "targets", value: [p IN people WHERE p.role = "TARGET" AND NOT p.beside]},
  {about: "title", value: [c.treaty]}, {about: "act", value: [c.act]}] AS said
WITH ask, e, c, treaties, said.about AS about, [v IN said.value WHERE v IS NOT NULL] AS value,
  [p IN people WHERE p.role + "S" = toUpper(said.about)] AS people,
  said.about IN ["place", "treaty", "agents", "targets"] AS named
WHERE value <> []
// Those who tell the same are one voice: its first claim is weighed against those of the others.
WITH ask, e, about, CASE WHEN named THEN [v IN value | v.id] ELSE value END AS value,
  collect({claim: c, treaties: [t IN treaties | t.id], people: people,
    words: CASE WHEN named THEN [v IN value | v.name] ELSE value END}) AS voice
WITH ask, e, about, voice, voice[0].claim.id AS first ORDER BY first
WITH ask, e, about, collect(voice) AS voices
UNWIND range(0, size(voices) - 2) AS i
UNWIND range(i + 1, size(voices) - 1) AS j
WITH ask, e, about, [voices[i], voices[j]] AS two, voices[i][0] AS a, voices[j][0] AS b
WITH ask, e, about, two, a, b, a.claim AS c, b.claim AS d, a.people AS ours, b.people AS theirs,
  [x IN [a.claim, b.claim] | coalesce(x.earliest, date("0001-01-01"))] AS start,
  [x IN [a.claim, b.claim] | coalesce(x.latest, date("9999-12-31"))] AS end
// He is apart whom the other neither names nor stands for, nor is he stood for by the other.
WITH *, [[ours, theirs], [theirs, ours]] AS ways
WITH *, [way IN ways | any(p IN way[0] WHERE p.sure AND none(q IN way[1] WHERE p.id = q.id
    OR (q.id = q.for AND q.for = p.for) OR (p.id = p.for AND q.for = p.for)))] AS apart,
  [p IN ours WHERE NOT p.beside] AS us, [p IN theirs WHERE NOT p.beside] AS them
WITH ask, e, about, two, CASE about
  WHEN "fact" THEN CASE WHEN "told" IN [c.status, d.status] THEN "hard" ELSE "soft" END
  WHEN "date" THEN CASE
    WHEN end[0] < start[1] OR end[1] < start[0] THEN CASE WHEN c.doubtful AND d.doubtful THEN null
      WHEN c.doubtful OR d.doubtful THEN "soft" ELSE "hard" END
    WHEN c.extent <> d.extent AND none(x IN [c, d] WHERE x.earliest IS NULL OR x.latest IS NULL)
      THEN "soft"
    WHEN NOT (start[0] >= start[1] AND end[0] <= end[1])
      AND NOT (start[1] >= start[0] AND end[1] <= end[0]) THEN "soft" END
  WHEN "place" THEN CASE WHEN c.place ENDS WITH "?" OR d.place ENDS WITH "?" THEN "soft"
    ELSE "hard" END
  WHEN "treaty" THEN CASE WHEN any(t IN a.treaties WHERE t IN b.treaties) THEN "soft"
    ELSE "hard" END
  WHEN "title" THEN CASE WHEN a.treaties = b.treaties THEN "soft" END
  WHEN "act" THEN "soft"
  // Hard where for one state here one is named, and there another in his stead.
  ELSE CASE WHEN apart[0] AND apart[1] AND (none(p IN us WHERE p.for IN [q IN them | q.for])
      OR any(s IN us WHERE none(p IN us WHERE p.for = s.for AND p.id IN [q IN them
          WHERE q.for = s.for | q.id])
        AND size([p IN us WHERE p.for = s.for]) = size([q IN them WHERE q.for = s.for])))
    THEN "hard" WHEN apart[0] OR apart[1] THEN "soft" END END AS weight
WHERE weight IS NOT NULL
UNWIND two AS voice
WITH ask, e, about, voice, min(weight) AS weight ORDER BY voice[0].claim.id
WITH ask, e, about, min(weight) AS weight, collect(voice) AS voices
UNWIND voices AS voice
UNWIND voice AS one
WITH ask, e, about, weight, voices, collect(one.claim.id) AS claims,
  collect(DISTINCT one.claim.source) AS sources
WHERE NOT (ask.hard AND weight = "soft") AND NOT (ask.across AND size(sources) = 1)
RETURN weight, about, e.kind AS kind, e.date AS date, [voice IN voices |
    reduce(all = "", w IN voice[0].words | all + CASE all WHEN "" THEN "" ELSE "; " END + w) +
    reduce(all = "", o IN voice | all + CASE all WHEN "" THEN ": " ELSE ", " END + o.claim.id)]
    AS values, e.id AS event, claims, sources
ORDER BY e.earliest, event, about

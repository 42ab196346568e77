// What Rapallo needs in a database before anything is written: no two nodes with one key, no two
// shortcuts with one edge in a casebook, and indexes for the queries that ship. Needs Neo4j 5.7.

CREATE CONSTRAINT rapallo_actor_key IF NOT EXISTS
FOR (n:Actor) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT rapallo_treaty_key IF NOT EXISTS
FOR (n:Treaty) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT rapallo_issue_key IF NOT EXISTS
FOR (n:Issue) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT rapallo_place_key IF NOT EXISTS
FOR (n:Place) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT rapallo_source_key IF NOT EXISTS
FOR (n:Source) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT rapallo_document_key IF NOT EXISTS
FOR (n:Document) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT rapallo_tenure_key IF NOT EXISTS
FOR (n:Tenure) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT rapallo_membership_key IF NOT EXISTS
FOR (n:Membership) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT rapallo_judgement_key IF NOT EXISTS
FOR (n:Judgement) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT rapallo_act_key IF NOT EXISTS
FOR (n:Act) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT rapallo_event_key IF NOT EXISTS
FOR (n:Event) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT rapallo_claim_key IF NOT EXISTS
FOR (n:Claim) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT rapallo_casebook_key IF NOT EXISTS
FOR (n:Casebook) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT rapallo_met_with_edge IF NOT EXISTS
FOR ()-[r:MET_WITH]-() REQUIRE (r.book, r.edge) IS UNIQUE;
CREATE CONSTRAINT rapallo_signed_edge IF NOT EXISTS
FOR ()-[r:SIGNED]-() REQUIRE (r.book, r.edge) IS UNIQUE;
CREATE CONSTRAINT rapallo_opposed_edge IF NOT EXISTS
FOR ()-[r:OPPOSED]-() REQUIRE (r.book, r.edge) IS UNIQUE;
CREATE CONSTRAINT rapallo_pressured_edge IF NOT EXISTS
FOR ()-[r:PRESSURED]-() REQUIRE (r.book, r.edge) IS UNIQUE;
CREATE CONSTRAINT rapallo_supported_edge IF NOT EXISTS
FOR ()-[r:SUPPORTED]-() REQUIRE (r.book, r.edge) IS UNIQUE;
CREATE CONSTRAINT rapallo_informed_edge IF NOT EXISTS
FOR ()-[r:INFORMED]-() REQUIRE (r.book, r.edge) IS UNIQUE;
CREATE INDEX rapallo_actor_id IF NOT EXISTS FOR (n:Actor) ON (n.id);
CREATE INDEX rapallo_actor_name IF NOT EXISTS FOR (n:Actor) ON (n.name);
CREATE INDEX rapallo_state_id IF NOT EXISTS FOR (n:State) ON (n.id);
CREATE INDEX rapallo_state_name IF NOT EXISTS FOR (n:State) ON (n.name);
CREATE INDEX rapallo_diplomat_id IF NOT EXISTS FOR (n:Diplomat) ON (n.id);
CREATE INDEX rapallo_diplomat_name IF NOT EXISTS FOR (n:Diplomat) ON (n.name);
CREATE INDEX rapallo_organization_id IF NOT EXISTS FOR (n:Organization) ON (n.id);
CREATE INDEX rapallo_organization_name IF NOT EXISTS FOR (n:Organization) ON (n.name);
CREATE INDEX rapallo_post_id IF NOT EXISTS FOR (n:Post) ON (n.id);
CREATE INDEX rapallo_post_name IF NOT EXISTS FOR (n:Post) ON (n.name);
CREATE INDEX rapallo_treaty_id IF NOT EXISTS FOR (n:Treaty) ON (n.id);
CREATE INDEX rapallo_treaty_name IF NOT EXISTS FOR (n:Treaty) ON (n.name);
CREATE INDEX rapallo_issue_id IF NOT EXISTS FOR (n:Issue) ON (n.id);
CREATE INDEX rapallo_issue_name IF NOT EXISTS FOR (n:Issue) ON (n.name);
CREATE INDEX rapallo_place_id IF NOT EXISTS FOR (n:Place) ON (n.id);
CREATE INDEX rapallo_place_name IF NOT EXISTS FOR (n:Place) ON (n.name);
CREATE INDEX rapallo_source_id IF NOT EXISTS FOR (n:Source) ON (n.id);
CREATE INDEX rapallo_document_id IF NOT EXISTS FOR (n:Document) ON (n.id);
CREATE INDEX rapallo_claim_id IF NOT EXISTS FOR (n:Claim) ON (n.id);
CREATE INDEX rapallo_event_id IF NOT EXISTS FOR (n:Event) ON (n.id);
CREATE INDEX rapallo_claim_earliest IF NOT EXISTS FOR (n:Claim) ON (n.earliest);
CREATE INDEX rapallo_claim_latest IF NOT EXISTS FOR (n:Claim) ON (n.latest);
CREATE INDEX rapallo_event_earliest IF NOT EXISTS FOR (n:Event) ON (n.earliest);
CREATE INDEX rapallo_event_latest IF NOT EXISTS FOR (n:Event) ON (n.latest);
CREATE INDEX rapallo_event_latest_start IF NOT EXISTS FOR (n:Event) ON (n.latest_start);
CREATE INDEX rapallo_event_earliest_end IF NOT EXISTS FOR (n:Event) ON (n.earliest_end);
CREATE INDEX rapallo_met_with_claim IF NOT EXISTS FOR ()-[r:MET_WITH]-() ON (r.claim);
CREATE INDEX rapallo_met_with_event IF NOT EXISTS FOR ()-[r:MET_WITH]-() ON (r.event);
CREATE INDEX rapallo_signed_claim IF NOT EXISTS FOR ()-[r:SIGNED]-() ON (r.claim);
CREATE INDEX rapallo_signed_event IF NOT EXISTS FOR ()-[r:SIGNED]-() ON (r.event);
CREATE INDEX rapallo_opposed_claim IF NOT EXISTS FOR ()-[r:OPPOSED]-() ON (r.claim);
CREATE INDEX rapallo_opposed_event IF NOT EXISTS FOR ()-[r:OPPOSED]-() ON (r.event);
CREATE INDEX rapallo_pressured_claim IF NOT EXISTS FOR ()-[r:PRESSURED]-() ON (r.claim);
CREATE INDEX rapallo_pressured_event IF NOT EXISTS FOR ()-[r:PRESSURED]-() ON (r.event);
CREATE INDEX rapallo_supported_claim IF NOT EXISTS FOR ()-[r:SUPPORTED]-() ON (r.claim);
CREATE INDEX rapallo_supported_event IF NOT EXISTS FOR ()-[r:SUPPORTED]-() ON (r.event);
CREATE INDEX rapallo_informed_claim IF NOT EXISTS FOR ()-[r:INFORMED]-() ON (r.claim);
CREATE INDEX rapallo_informed_event IF NOT EXISTS FOR ()-[r:INFORMED]-() ON (r.event);
CREATE INDEX rapallo_held_by_tenure IF NOT EXISTS FOR ()-[r:HELD_BY]-() ON (r.tenure);
CREATE INDEX rapallo_member_of_membership IF NOT EXISTS FOR ()-[r:MEMBER_OF]-() ON (r.membership);

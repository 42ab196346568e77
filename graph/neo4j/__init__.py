"""A casebook in Neo4j: pushed, pulled, and asked in Cypher."""

-- PostgreSQL does not say when an index was made; without that, a new one looks like one that nothing uses.
CREATE TABLE sizewise.observed_indexes (
  index_oid oid PRIMARY KEY,
  first_seen timestamptz NOT NULL DEFAULT now()
);

-- What statements cost in stretches of five minutes (a day) and of an hour (two weeks). No text, no parameters.
CREATE TABLE sizewise.statement_trends (
  query_id bigint NOT NULL,
  step integer NOT NULL,
  at timestamptz NOT NULL,
  calls double precision NOT NULL,
  seconds double precision NOT NULL,
  PRIMARY KEY (query_id, step, at)
) WITH (fillfactor = 80);

-- The counters of pg_stat_statements as they were last read.
CREATE TABLE sizewise.statement_counters (
  query_id bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  calls double precision NOT NULL,
  seconds double precision NOT NULL
) WITH (fillfactor = 50);

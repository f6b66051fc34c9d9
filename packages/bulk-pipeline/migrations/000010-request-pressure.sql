-- How long requests wait in each process, while imports run anywhere: processes that only import read it. Worth nothing
-- after a crash, so it is not logged.
CREATE UNLOGGED TABLE sizewise.request_pressure (
  instance text PRIMARY KEY,
  -- 0–1, one half where requests wait as long as they may.
  value double precision NOT NULL,
  source text,
  at timestamptz NOT NULL
) WITH (fillfactor = 50);

-- One row per tag that was ever invalidated: a reader that wants the strict truth compares versions.
CREATE TABLE sizewise.cache_tags (
  tag text PRIMARY KEY,
  version bigint NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

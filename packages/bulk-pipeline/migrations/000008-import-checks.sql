-- Imports whose documents have to be looked at once more: what was on its way to MongoDB when a process died may arrive
-- after its rows were compared or deleted. No foreign key: an import that is gone is looked at too.
CREATE TABLE sizewise.import_checks (
  import_id uuid PRIMARY KEY,
  project_id uuid NOT NULL,
  -- Looked at so many times since it was entered.
  round smallint NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL
);
CREATE INDEX import_checks_due ON sizewise.import_checks (due_at);

-- Sum of the hashes that the ids of a chunk's rows end with; null for a chunk that was written before there were sums.
ALTER TABLE sizewise.import_chunks ADD COLUMN id_sum bigint;
-- What the last comparison of the stores found, with its time; null before the first.
ALTER TABLE sizewise.imports ADD COLUMN reconciliation jsonb;

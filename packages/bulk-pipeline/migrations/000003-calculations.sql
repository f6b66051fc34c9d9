-- What a chunk found for the calculations of ducts. Sums along a network need both: terminals with an airflow, and
-- parts of air networks that say what they are joined to.
ALTER TABLE sizewise.import_chunks
  ADD COLUMN calculations bigint NOT NULL DEFAULT 0,
  ADD COLUMN terminal_flows bigint NOT NULL DEFAULT 0,
  ADD COLUMN links bigint NOT NULL DEFAULT 0;

-- What the sums along the networks gave, `{ calculations, warnings }`; null until they are stored.
ALTER TABLE sizewise.imports ADD COLUMN network jsonb;

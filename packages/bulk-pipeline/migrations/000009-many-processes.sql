-- One process at a time brings an import to its end, fenced as a chunk's writer is.
ALTER TABLE sizewise.imports
  ADD COLUMN executor text,
  ADD COLUMN executor_token bigint NOT NULL DEFAULT 0,
  ADD COLUMN executor_until timestamptz,
  -- Executors that vanished one after the other, and the chunks that were done when the last one did.
  ADD COLUMN takeovers integer NOT NULL DEFAULT 0,
  ADD COLUMN takeover_chunks integer NOT NULL DEFAULT 0;

-- The processes that import: each keeps its row fresh while it lives.
CREATE TABLE sizewise.workers (
  instance text PRIMARY KEY,
  host text NOT NULL,
  pid integer NOT NULL,
  version text NOT NULL,
  threads integer NOT NULL,
  state text NOT NULL CHECK (state IN ('working', 'stopping')),
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  -- What its threads do and how fast, as ThroughputSnapshot has it.
  activity jsonb NOT NULL
);

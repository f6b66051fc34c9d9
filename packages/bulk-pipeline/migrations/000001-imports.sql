-- A drawing is a file name within a project; each import of it is a revision.
CREATE TABLE sizewise.drawings (
  project_id uuid NOT NULL,
  id uuid NOT NULL,
  file_name text NOT NULL,
  georeference jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, id),
  UNIQUE (project_id, file_name)
);

CREATE TABLE sizewise.imports (
  project_id uuid NOT NULL,
  id uuid NOT NULL,
  drawing_id uuid,
  revision integer,
  file_name text NOT NULL,
  status text NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed', 'cancelled', 'removing')),
  stage text CHECK (stage IN ('intake', 'plan', 'write', 'publish')),
  format text,
  sha256 text,
  bytes bigint NOT NULL DEFAULT 0,
  options jsonb NOT NULL DEFAULT '{}',
  -- What the plan stage found out and every chunk needs (columns, encoding, index file).
  plan jsonb,
  -- Length of all chunks together, in the format's own unit (bytes, elements).
  plan_units bigint,
  plan_ignored jsonb NOT NULL DEFAULT '{}',
  plan_warnings jsonb NOT NULL DEFAULT '[]',
  idempotency_key text,
  attempt integer NOT NULL DEFAULT 1,
  cancel_requested boolean NOT NULL DEFAULT false,
  segments_written bigint NOT NULL DEFAULT 0,
  spatial_written bigint NOT NULL DEFAULT 0,
  calculations_written bigint NOT NULL DEFAULT 0,
  rejected bigint NOT NULL DEFAULT 0,
  ignored jsonb NOT NULL DEFAULT '{}',
  by_segment_type jsonb NOT NULL DEFAULT '{}',
  warnings jsonb NOT NULL DEFAULT '[]',
  error jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz,
  -- The one truth of visibility: rows of an import are seen from here on, and only while this is set.
  published_at timestamptz,
  replaced_at timestamptz,
  published_lsn pg_lsn,
  mongo_operation_time text,
  PRIMARY KEY (project_id, id),
  FOREIGN KEY (project_id, drawing_id) REFERENCES sizewise.drawings (project_id, id)
);
CREATE UNIQUE INDEX imports_id ON sizewise.imports (id);
CREATE UNIQUE INDEX imports_idempotency ON sizewise.imports (project_id, idempotency_key);
CREATE INDEX imports_project_created ON sizewise.imports (project_id, created_at DESC, id);
CREATE INDEX imports_project_sha256 ON sizewise.imports (project_id, sha256);
CREATE INDEX imports_unfinished ON sizewise.imports (created_at) WHERE status IN ('queued', 'running', 'removing');

-- The ledger: a chunk is done when its rows are committed, in the same transaction.
CREATE TABLE sizewise.import_chunks (
  project_id uuid NOT NULL,
  import_id uuid NOT NULL,
  chunk integer NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'leased', 'done', 'failed')),
  range_start bigint NOT NULL,
  range_end bigint NOT NULL,
  -- What the format needs to start in the middle: line number, record number.
  context jsonb NOT NULL DEFAULT '{}',
  -- Fencing: a worker may commit only under the token it was given.
  lease_token bigint NOT NULL DEFAULT 0,
  leased_until timestamptz,
  leased_by text,
  attempts integer NOT NULL DEFAULT 0,
  rows bigint NOT NULL DEFAULT 0,
  spatial_rows bigint NOT NULL DEFAULT 0,
  rejects bigint NOT NULL DEFAULT 0,
  ignored jsonb NOT NULL DEFAULT '{}',
  by_segment_type jsonb NOT NULL DEFAULT '{}',
  warnings jsonb NOT NULL DEFAULT '[]',
  error jsonb,
  done_at timestamptz,
  PRIMARY KEY (project_id, import_id, chunk),
  FOREIGN KEY (project_id, import_id) REFERENCES sizewise.imports (project_id, id) ON DELETE CASCADE
);
CREATE INDEX import_chunks_open ON sizewise.import_chunks (import_id, chunk) WHERE state IN ('pending', 'leased');

CREATE TABLE sizewise.import_rejects (
  project_id uuid NOT NULL,
  import_id uuid NOT NULL,
  id uuid NOT NULL,
  chunk integer NOT NULL,
  position jsonb NOT NULL,
  raw text NOT NULL,
  raw_truncated boolean NOT NULL DEFAULT false,
  code text NOT NULL,
  reason text NOT NULL,
  corrected jsonb,
  resolved_at timestamptz,
  PRIMARY KEY (project_id, import_id, id),
  FOREIGN KEY (project_id, import_id) REFERENCES sizewise.imports (project_id, id) ON DELETE CASCADE
);

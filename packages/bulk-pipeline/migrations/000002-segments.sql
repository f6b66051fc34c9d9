-- No foreign key to imports on the tables that are loaded by COPY: its trigger would run once per row. The
-- ledger guarantees the link, and removal goes by import_id.
CREATE TABLE sizewise.project_segments (
  id uuid NOT NULL,
  project_id uuid NOT NULL,
  import_id uuid NOT NULL,
  min_x double precision,
  min_y double precision,
  min_z double precision,
  max_x double precision,
  max_y double precision,
  max_z double precision,
  width double precision,
  height double precision,
  diameter double precision,
  length double precision,
  airflow double precision,
  created_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  segment_type text NOT NULL,
  discipline text,
  ifc_class text,
  layer text,
  external_id text,
  name text,
  system text,
  level text,
  material text,
  shape text,
  connects_to text[] NOT NULL DEFAULT '{}',
  properties jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (project_id, id)
);
CREATE INDEX idx_segments_project_type ON sizewise.project_segments (project_id, segment_type);
CREATE INDEX idx_segments_import ON sizewise.project_segments (import_id);
CREATE INDEX idx_segments_search ON sizewise.project_segments
  USING gin (to_tsvector('simple', coalesce(name, '')));

CREATE TABLE sizewise.spatial_data (
  id uuid NOT NULL,
  project_id uuid NOT NULL,
  import_id uuid NOT NULL,
  segment_id uuid NOT NULL,
  x double precision,
  y double precision,
  min_x double precision,
  min_y double precision,
  min_z double precision,
  max_x double precision,
  max_y double precision,
  max_z double precision,
  -- A lossy filter for the index: `box &&` compares with a tolerance of 1e-6, so the doubles are checked again.
  bounds box,
  layer_type text NOT NULL,
  shape jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, id)
);
CREATE INDEX idx_spatial_bounds ON sizewise.spatial_data USING gist (bounds);
CREATE INDEX idx_spatial_import ON sizewise.spatial_data (import_id);

CREATE TABLE sizewise.calculations (
  id uuid NOT NULL,
  project_id uuid NOT NULL,
  import_id uuid NOT NULL,
  segment_id uuid NOT NULL,
  calculation_type text NOT NULL,
  source text NOT NULL CHECK (source IN ('file', 'user')),
  input jsonb NOT NULL,
  result_data jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, id)
);
CREATE INDEX idx_calculations_project_time ON sizewise.calculations (project_id, created_at DESC);
CREATE INDEX idx_calculations_import ON sizewise.calculations (import_id);

-- What readers see: rows of published imports only.
CREATE VIEW sizewise.published_segments AS
  SELECT s.* FROM sizewise.project_segments s
  JOIN sizewise.imports i ON i.project_id = s.project_id AND i.id = s.import_id
  WHERE i.published_at IS NOT NULL;

CREATE VIEW sizewise.published_spatial AS
  SELECT d.* FROM sizewise.spatial_data d
  JOIN sizewise.imports i ON i.project_id = d.project_id AND i.id = d.import_id
  WHERE i.published_at IS NOT NULL;

CREATE VIEW sizewise.published_calculations AS
  SELECT c.* FROM sizewise.calculations c
  JOIN sizewise.imports i ON i.project_id = c.project_id AND i.id = c.import_id
  WHERE i.published_at IS NOT NULL;

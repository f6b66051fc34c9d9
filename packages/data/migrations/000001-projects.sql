CREATE TABLE sizewise.users (
  id text PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sizewise.projects (
  id uuid PRIMARY KEY,
  user_id text NOT NULL REFERENCES sizewise.users (id),
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  search tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple', name)) STORED
);
-- The id breaks ties of created_at, so that a page ends at one row exactly.
CREATE INDEX idx_projects_user_created ON sizewise.projects (user_id, created_at DESC, id DESC);
CREATE INDEX idx_projects_created ON sizewise.projects (created_at DESC, id DESC);
CREATE INDEX idx_projects_search ON sizewise.projects USING gin (search);

-- A project goes only after its drawings and imports: their rows lie in several stores and are removed by jobs.
-- NOT VALID where the pipeline was used alone before: its old rows may name projects that no table knows.
ALTER TABLE sizewise.drawings ADD CONSTRAINT drawings_project
  FOREIGN KEY (project_id) REFERENCES sizewise.projects (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE sizewise.imports ADD CONSTRAINT imports_project
  FOREIGN KEY (project_id) REFERENCES sizewise.projects (id) ON DELETE RESTRICT NOT VALID;

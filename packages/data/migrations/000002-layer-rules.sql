-- What is drawn on the layers of a project's drawings, where it differs from what their names say. Imports keep a
-- copy of the table they began with.
CREATE TABLE sizewise.project_layer_rules (
  project_id uuid PRIMARY KEY REFERENCES sizewise.projects (id) ON DELETE CASCADE,
  rules jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);

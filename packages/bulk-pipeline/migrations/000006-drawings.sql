-- A drawing is asked for by its id alone, and listed by project or over all projects, newest first.
CREATE UNIQUE INDEX drawings_id ON sizewise.drawings (id);
CREATE INDEX drawings_created ON sizewise.drawings (created_at DESC, id DESC);
CREATE INDEX imports_drawing ON sizewise.imports (project_id, drawing_id, revision DESC);

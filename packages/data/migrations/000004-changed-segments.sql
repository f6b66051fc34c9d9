-- Rows of an import are at version 1, so COPY adds nothing here: the plan's columns find what was changed since.
CREATE INDEX IF NOT EXISTS idx_segments_changed ON sizewise.project_segments (import_id) WHERE version > 1;

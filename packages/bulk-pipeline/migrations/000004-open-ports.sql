-- Ports of a segment that nothing is connected to; null where its file has no ports. Few segments have any, so the
-- index is small and costs a row without open ports nothing.
ALTER TABLE sizewise.project_segments ADD COLUMN open_ports integer;
CREATE INDEX idx_segments_open_ends ON sizewise.project_segments (project_id, id) WHERE open_ports > 0;

-- The columns of a view are those its table had when the view was made.
CREATE OR REPLACE VIEW sizewise.published_segments AS
  SELECT s.* FROM sizewise.project_segments s
  JOIN sizewise.imports i ON i.project_id = s.project_id AND i.id = s.import_id
  WHERE i.published_at IS NOT NULL;

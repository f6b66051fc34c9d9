-- Whether the segments of an import are loaded into a table of their own, which gets its indexes when all of them are
-- there and is then attached to project_segments by inheritance.
ALTER TABLE sizewise.imports ADD COLUMN side_table boolean NOT NULL DEFAULT false;

-- One row for each time that a finding was open; one that comes back is a new row.
CREATE TABLE sizewise.findings (
  id text NOT NULL,
  subject text NOT NULL,
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  resolved_at timestamptz,
  finding jsonb NOT NULL,
  PRIMARY KEY (id, subject, first_seen)
);

CREATE UNIQUE INDEX idx_findings_open ON sizewise.findings (id, subject) WHERE resolved_at IS NULL;
CREATE INDEX idx_findings_last_seen ON sizewise.findings (last_seen DESC);

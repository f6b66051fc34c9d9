-- One row for each time that a metric was beyond its lines; open while closed_at is null.
CREATE TABLE sizewise.alerts (
  metric text NOT NULL,
  opened_at timestamptz NOT NULL,
  side text NOT NULL CHECK (side IN ('above', 'below')),
  warning double precision NOT NULL,
  critical double precision NOT NULL,
  value double precision NOT NULL,
  critical_at timestamptz,
  worst double precision NOT NULL,
  worst_at timestamptz NOT NULL,
  -- The last sample that kept it open: samples may stop.
  seen_at timestamptz NOT NULL,
  closed_at timestamptz,
  PRIMARY KEY (metric, opened_at)
);
CREATE UNIQUE INDEX idx_alerts_open ON sizewise.alerts (metric) WHERE closed_at IS NULL;
CREATE INDEX idx_alerts_opened ON sizewise.alerts (opened_at DESC);

-- Figures over time: raw for a day, by minute for two weeks, by hour for 400 days.
CREATE TABLE sizewise.metrics (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  path text NOT NULL UNIQUE
);

CREATE TABLE sizewise.metric_samples (
  metric_id integer NOT NULL,
  at timestamptz NOT NULL,
  value double precision NOT NULL,
  PRIMARY KEY (metric_id, at)
);

CREATE TABLE sizewise.metric_minutes (
  metric_id integer NOT NULL,
  at timestamptz NOT NULL,
  samples integer NOT NULL,
  mean double precision NOT NULL,
  min double precision NOT NULL,
  max double precision NOT NULL,
  PRIMARY KEY (metric_id, at)
) WITH (fillfactor = 90);

CREATE TABLE sizewise.metric_hours (LIKE sizewise.metric_minutes INCLUDING ALL) WITH (fillfactor = 50);

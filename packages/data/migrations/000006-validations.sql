-- What each run of a validation measured, to see over time what a change of settings or a new machine did.
CREATE TABLE sizewise.validations (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  score double precision NOT NULL,
  pass_mark double precision NOT NULL,
  parts jsonb NOT NULL
);
CREATE INDEX idx_validations_at ON sizewise.validations (at DESC);

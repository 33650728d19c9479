-- What runs tell: their events, each once, and which of their published images were taken.

CREATE TABLE run (
  id TEXT PRIMARY KEY,
  folder TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  state TEXT NOT NULL,
  started TEXT NOT NULL,
  changed TEXT NOT NULL
) STRICT;

CREATE TABLE run_event (
  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  attempt INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  time TEXT NOT NULL,
  step INTEGER,
  name TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (run, attempt, sequence)
) STRICT, WITHOUT ROWID;

-- How far each events file was read, in bytes.
CREATE TABLE events_file (
  file TEXT PRIMARY KEY,
  read_to INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Published files that were taken once: emptying the bin must not bring them back at the next look at the run.
CREATE TABLE taken (
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (file, sha256)
) STRICT, WITHOUT ROWID;

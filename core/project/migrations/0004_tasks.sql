-- The jobs of the project in the order in which they get their turn. How far each is stands in its run folder.

CREATE TABLE task (
  folder TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  device TEXT NOT NULL,
  wanted TEXT NOT NULL CHECK (wanted IN ('run', 'pause', 'cancel')),
  -- A task that must be done first.
  after TEXT REFERENCES task (folder) ON DELETE SET NULL,
  position INTEGER NOT NULL,
  created TEXT NOT NULL
) STRICT, WITHOUT ROWID;

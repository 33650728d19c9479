-- What a person makes in a project: drafts, settings, images.
-- Times are ISO 8601 in UTC; paths are relative to the project folder, so that the folder can be moved.

CREATE TABLE project (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  uuid TEXT NOT NULL,
  created TEXT NOT NULL,
  program TEXT NOT NULL
) STRICT;

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
  id INTEGER PRIMARY KEY,
  created TEXT NOT NULL
) STRICT;

CREATE TABLE draft_part (
  draft INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  bytes BLOB NOT NULL,
  changed TEXT NOT NULL,
  PRIMARY KEY (draft, name)
) STRICT;

-- Conditioning images, kept once for all the images that were made with them.
CREATE TABLE mask (
  sha256 TEXT PRIMARY KEY,
  file TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL
) STRICT;

-- Short columns stand before long ones: listing then reads no overflow pages.
CREATE TABLE image (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('generated', 'imported')),
  file TEXT NOT NULL UNIQUE,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  created TEXT NOT NULL,
  binned TEXT,
  rating INTEGER CHECK (rating BETWEEN 1 AND 5),
  mask TEXT REFERENCES mask (sha256),
  source TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  report TEXT NOT NULL DEFAULT '',
  recipe TEXT,
  UNIQUE (kind, sha256)
) STRICT;

CREATE INDEX image_mask ON image (mask) WHERE mask IS NOT NULL;

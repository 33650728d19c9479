-- What a gallery filters by, in columns of their own; and ratings from -2 to 2, the scale of expert ratings.

CREATE TABLE image_next (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('generated', 'imported')),
  file TEXT NOT NULL UNIQUE,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  created TEXT NOT NULL,
  binned TEXT,
  rating INTEGER CHECK (rating BETWEEN -2 AND 2),
  mask TEXT REFERENCES mask (sha256),
  model TEXT NOT NULL DEFAULT '',
  sex TEXT,
  age REAL,
  race TEXT,
  view TEXT,
  patient TEXT NOT NULL DEFAULT '',
  -- Each between bars: '|Edema|Effusion|'. Of a generated image, what its report states.
  findings TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  report TEXT NOT NULL DEFAULT '',
  recipe TEXT,
  UNIQUE (kind, sha256)
) STRICT;

INSERT INTO image_next (id, kind, file, sha256, bytes, width, height, created, binned, rating, mask, model, sex, age, race,
                        view, source, note, report, recipe)
SELECT id, kind, file, sha256, bytes, width, height, created, binned, rating - 3, mask,
       coalesce(json_extract(facts, '$.model.name'), ''), json_extract(facts, '$.demographics.sex'),
       json_extract(facts, '$.demographics.age'), json_extract(facts, '$.demographics.race'),
       json_extract(facts, '$.demographics.view'), source, note, report, recipe
FROM (SELECT *, iif(json_valid(recipe), recipe, '{}') AS facts FROM image);

-- The numbers go on where they were, also after an emptied bin.
INSERT INTO sqlite_sequence (name, seq)
SELECT 'image_next', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'image_next');
UPDATE sqlite_sequence SET seq = coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'image'), 0)
WHERE name = 'image_next';

DROP TABLE image;
ALTER TABLE image_next RENAME TO image;

CREATE INDEX image_mask ON image (mask) WHERE mask IS NOT NULL;
-- A gallery asks for numbers first; this answers without reading the reports.
CREATE INDEX image_listed ON image (binned, id);

-- Drawings that images were guided by, whole and as they can be drawn on; an image's recipe names one by its hash.
CREATE TABLE drawing (
  sha256 TEXT PRIMARY KEY,
  mask BLOB NOT NULL,
  boxes TEXT NOT NULL
) STRICT, WITHOUT ROWID;

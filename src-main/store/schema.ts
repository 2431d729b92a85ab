/**
 * The tables. STRICT: a column holds what it says. JSON columns hold our own domain types as
 * written by JSON.stringify. Nothing secret is ever stored, and progress is not stored.
 *
 * Change nothing here once it was released: add a migration (migrations.ts).
 */
export const SCHEMA_1 = `
-- The last known answer of a server, one text per profile and kind ('library', 'queue').
CREATE TABLE cache_body (
  profile TEXT NOT NULL,
  kind    TEXT NOT NULL,
  body    TEXT NOT NULL,
  PRIMARY KEY (profile, kind)
) STRICT;

-- Apart from the body: a confirmation that changes nothing does not rewrite megabytes.
CREATE TABLE cache_stamp (
  profile      TEXT NOT NULL,
  kind         TEXT NOT NULL,
  confirmed_at INTEGER NOT NULL,
  PRIMARY KEY (profile, kind)
) STRICT;

-- One row per account of a todo server. next_seen only grows.
CREATE TABLE todo_account (
  account      TEXT PRIMARY KEY,
  next_seen    INTEGER NOT NULL,
  confirmed_at INTEGER
) STRICT;

CREATE TABLE todo (
  account    TEXT NOT NULL,
  id         INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  position   INTEGER NOT NULL,
  body       TEXT NOT NULL,
  PRIMARY KEY (account, id)
) STRICT;

-- Which todo of the server a local uuid has become.
CREATE TABLE todo_map (
  account   TEXT NOT NULL,
  entity    TEXT NOT NULL,
  server_id INTEGER NOT NULL,
  PRIMARY KEY (account, entity),
  UNIQUE (account, server_id)
) STRICT;

-- What the user asked for and no server has confirmed. AUTOINCREMENT: a seq is never used again.
CREATE TABLE outbox (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  profile     TEXT NOT NULL,
  account     TEXT NOT NULL,
  server      TEXT NOT NULL,
  entity      TEXT NOT NULL,
  kind        TEXT NOT NULL,
  command     TEXT NOT NULL,
  base        TEXT,
  label       TEXT NOT NULL,
  state       TEXT NOT NULL,
  baseline    INTEGER,
  -- First-seen number of the todo the change was made on: tells a reused id from the old one.
  target_seen INTEGER,
  attempts    INTEGER NOT NULL,
  last_error  TEXT,
  created_at  INTEGER NOT NULL,
  not_before  INTEGER
) STRICT;

CREATE TABLE activity (
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  at   INTEGER NOT NULL,
  kind TEXT NOT NULL,
  data TEXT NOT NULL,
  read INTEGER NOT NULL
) STRICT;
`

/** What only one account may see has its id; null is for everybody. */
export const SCHEMA_2 = `ALTER TABLE activity ADD COLUMN account TEXT;`

/** Tables in the order in which they can be copied. */
export const TABLES = [
  'cache_body',
  'cache_stamp',
  'todo_account',
  'todo',
  'todo_map',
  'outbox',
  'activity',
] as const

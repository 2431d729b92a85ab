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

/**
 * What settling after a reconnect needs. A row that stands for a todo made elsewhere is named by its
 * first-seen number from now on, which no other todo ever gets; its id may be given to another.
 */
export const SCHEMA_3 = `
-- The user's answer to a conflict or review, and what the server had when it was given.
ALTER TABLE outbox ADD COLUMN answer TEXT;
ALTER TABLE outbox ADD COLUMN answered_on TEXT;
-- How often the server closed the connection over this row alone.
ALTER TABLE outbox ADD COLUMN strikes INTEGER NOT NULL DEFAULT 0;
-- 1: written to a connection that died before it was settled.
ALTER TABLE outbox ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0;
-- First-seen numbers of the todos a creation is put to review for.
ALTER TABLE outbox ADD COLUMN suspects TEXT;

UPDATE outbox SET entity = 't' || target_seen
WHERE server = 'todos' AND entity GLOB 't[0-9]*' AND target_seen IS NOT NULL;

-- Creations that may turn up a second time, and what turned up.
CREATE TABLE todo_watch (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  account  TEXT NOT NULL,
  entity   TEXT NOT NULL,
  fields   TEXT NOT NULL,
  baseline INTEGER NOT NULL,
  until    INTEGER NOT NULL,
  twins    TEXT NOT NULL,
  kept     TEXT NOT NULL
) STRICT;
`

/** What stood on the server for a queue command before it was first sent. */
export const SCHEMA_4 = `ALTER TABLE outbox ADD COLUMN standing TEXT;`

/** Tables in the order in which they can be copied. */
export const TABLES = [
  'cache_body',
  'cache_stamp',
  'todo_account',
  'todo',
  'todo_map',
  'outbox',
  'todo_watch',
  'activity',
] as const

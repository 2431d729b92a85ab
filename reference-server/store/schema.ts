/**
 * What must survive a restart. `todo.id` is a plain INTEGER PRIMARY KEY on purpose: without
 * AUTOINCREMENT SQLite hands the highest deleted id out again, as the real todo server does.
 */
export const SCHEMA_VERSION = 1

export const SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE revoked_token (jti TEXT PRIMARY KEY, exp INTEGER NOT NULL) STRICT;
CREATE TABLE have_episode (
  series TEXT NOT NULL, season INTEGER NOT NULL, episode INTEGER NOT NULL,
  PRIMARY KEY (series, season, episode)
) STRICT, WITHOUT ROWID;
CREATE TABLE found_episode (
  series TEXT NOT NULL, season INTEGER NOT NULL, episode INTEGER NOT NULL,
  PRIMARY KEY (series, season, episode)
) STRICT, WITHOUT ROWID;
CREATE TABLE queue_item (
  id TEXT PRIMARY KEY, position INTEGER NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE TABLE todo_user (
  id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE COLLATE NOCASE,
  password TEXT NOT NULL, created_at TEXT NOT NULL
) STRICT;
CREATE TABLE todo (
  id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL REFERENCES todo_user (id),
  title TEXT NOT NULL, description TEXT, completed INTEGER NOT NULL, priority TEXT,
  due_date TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX todo_by_owner ON todo (owner_id, id);
`

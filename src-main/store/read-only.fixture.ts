import { openStore } from './open'

/** Opens a store as a user who may not write it (root may write anything). */
const path = process.argv[2] ?? ''
process.umask(0o077)
if (process.getuid?.() === 0) {
  process.setgid?.(65_534)
  process.setuid?.(65_534)
}
const { db, state } = openStore(path)
const row = db.get('SELECT count(*) AS n FROM activity')
process.stdout.write(JSON.stringify({ state, refuses: db.refuses?.code ?? null, rows: row?.n }))

import type { Answer } from '../../src-shared/domain/decisions'
import type { AppError } from '../../src-shared/domain/errors'
import type { OutboxCommand, OutboxState } from '../../src-shared/domain/outbox'
import { SERVER_KINDS } from '../../src-shared/domain/server'
import type { TodoPatch } from '../../src-shared/domain/todo'
import type { Db } from '../store/db'
import { flawOf } from '../store/outbox-values'
import { int, intOrNull, textOfBytes, type Row } from '../store/sql'
import type { AnsweredOn, StoredRow } from './table'

/** So many rows come as one text: few enough for any length of what was typed. */
const AT_ONCE = 2_000

/** What is never absent, of each row. */
type Basics = readonly [
  seq: number,
  entity: string,
  label: string,
  state: OutboxState,
  createdAt: number,
  rest?: Rest,
]

/** Of rows that have any of it: those that are not new. */
type Rest = readonly [
  base: TodoPatch | null,
  baseline: number | null,
  targetSeen: number | null,
  attempts: number,
  lastError: AppError | null,
  notBefore: number | null,
  answer: Answer | null,
  answeredOn: AnsweredOn | null,
  strikes: number,
  doubtful: 0 | 1,
  suspects: readonly number[] | null,
  standing: readonly string[] | null,
]

type Owner = Pick<StoredRow, 'profileId' | 'account' | 'server'>

const IS_NEW = `base IS NULL AND baseline IS NULL AND target_seen IS NULL AND attempts = 0
  AND last_error IS NULL AND not_before IS NULL AND answer IS NULL AND answered_on IS NULL
  AND strikes = 0 AND doubtful = 0 AND suspects IS NULL AND standing IS NULL`

/**
 * An owner's rows of a stretch. The driver takes longer to hand over a single row than SQLite takes
 * to write it as JSON, so all come as two texts; commands are JSON already. As bytes: a spoilt one
 * must not reach the driver as text.
 */
const ROWS = `
  SELECT count(*) AS count, CAST('[' || group_concat('[' || command || ']') || ']' AS BLOB) AS commands,
    CAST('[' || group_concat(CASE WHEN ${IS_NEW}
      THEN json_array(seq, entity, label, state, created_at)
      ELSE json_array(seq, entity, label, state, created_at,
        json_array(json(base), baseline, target_seen, attempts, json(last_error), not_before,
          json(answer), json(answered_on), strikes, doubtful, json(suspects), json(standing)))
      END) || ']' AS BLOB) AS basics
  FROM outbox
  WHERE seq > :after AND seq <= :last
    AND profile = :profileId AND account = :account AND server = :server`

/** The last seq of the stretch after a seq. */
const STRETCH = `
  SELECT max(seq) AS last FROM (
    SELECT seq FROM outbox WHERE seq > :after ORDER BY seq LIMIT ${AT_ONCE}
  )`

const OWNER = `CAST(profile AS BLOB) AS profile, CAST(account AS BLOB) AS account,
  CAST(server AS BLOB) AS server`

interface Stretch {
  readonly after: number
  readonly last: number
}

/**
 * The outbox by seq, without the rows that cannot be understood: a spoilt byte in one of them must
 * not cost the others, or the start of the program (see set-aside.ts).
 */
export function readRows(db: Db): StoredRow[] {
  const owners = ownersIn(db)
  const rows: StoredRow[] = []
  for (let after = 0; ;) {
    const found = db.get(STRETCH, { after })
    const last = found && intOrNull(found, 'last')
    if (last === null) break
    const stretch = { after, last }
    try {
      if (!owners) throw new TypeError('An owner cannot be read')
      const read = owners.flatMap((owner) => readOwned(db, owner, stretch))
      for (const row of read) rows.push(row)
    } catch {
      for (const row of readSingly(db, stretch)) rows.push(row)
    }
    after = last
  }
  // SQLite promises no order in what it gathers, though it walks by seq; owners come one by one.
  const inOrder = rows.every((row, at) => at === 0 || (rows[at - 1]?.seq ?? 0) < row.seq)
  return inOrder ? rows : rows.sort((a, b) => a.seq - b.seq)
}

/** Null when one of them cannot be understood. */
function ownersIn(db: Db): readonly Owner[] | null {
  try {
    return db.all(`SELECT DISTINCT ${OWNER} FROM outbox`).map(ownerOf)
  } catch {
    return null
  }
}

/** @throws TypeError when it is none */
function ownerOf(row: Row): Owner {
  const name = textOfBytes(row, 'server')
  const server = SERVER_KINDS.find((kind) => kind === name)
  if (!server) throw new TypeError('Not one of the servers')
  return {
    profileId: textOfBytes(row, 'profile'),
    account: textOfBytes(row, 'account'),
    server,
  }
}

/** Those of a stretch that can be understood. */
function readSingly(db: Db, { after, last }: Stretch): StoredRow[] {
  return db
    .all('SELECT seq FROM outbox WHERE seq > :after AND seq <= :last ORDER BY seq', { after, last })
    .flatMap((row) => {
      const seq = int(row, 'seq')
      try {
        const owner = db.get(`SELECT ${OWNER} FROM outbox WHERE seq = :seq`, { seq })
        return owner ? readOwned(db, ownerOf(owner), { after: seq - 1, last: seq }) : []
      } catch {
        return []
      }
    })
}

/** @throws when one of them cannot be understood */
function readOwned(db: Db, owner: Owner, stretch: Stretch): StoredRow[] {
  const some = db.get(ROWS, { ...stretch, ...owner })
  if (!some || some.count === 0) return []
  const commands = JSON.parse(
    textOfBytes(some, 'commands'),
  ) as readonly (readonly OutboxCommand[])[]
  const basics = JSON.parse(textOfBytes(some, 'basics')) as readonly Basics[]
  // A spoilt command can fall in two, or join the next; so each stands in brackets of its own.
  if (commands.length !== some.count || basics.length !== some.count) {
    throw new TypeError('Not as many commands as rows')
  }
  return commands.map((bracketed, at) => {
    const [command, basic] = [bracketed[0], basics[at]]
    const row = command && basic && bracketed.length === 1 && rowOf(owner, basic, command)
    if (!row || flawOf(row) !== null) throw new TypeError('A row cannot be understood')
    return row
  })
}

/** One literal, for the same reason: ten thousand rows are waited for at start. */
function rowOf(owner: Owner, basics: Basics, command: OutboxCommand): StoredRow {
  const rest = basics[5]
  return {
    seq: basics[0],
    profileId: owner.profileId,
    account: owner.account,
    server: owner.server,
    entity: basics[1],
    command,
    base: rest ? rest[0] : null,
    label: basics[2],
    state: basics[3],
    baseline: rest ? rest[1] : null,
    targetSeen: rest ? rest[2] : null,
    attempts: rest ? rest[3] : 0,
    lastError: rest ? rest[4] : null,
    createdAt: basics[4],
    notBefore: rest ? rest[5] : null,
    answer: rest ? rest[6] : null,
    answeredOn: rest ? rest[7] : null,
    strikes: rest ? rest[8] : 0,
    doubtful: rest ? rest[9] === 1 : false,
    suspects: rest?.[10] ?? [],
    standing: rest ? rest[11] : null,
  }
}

import type { Answer } from '../../src-shared/domain/decisions'
import type { AppError } from '../../src-shared/domain/errors'
import type { OutboxCommand, OutboxState } from '../../src-shared/domain/outbox'
import type { ServerKind } from '../../src-shared/domain/server'
import type { TodoPatch } from '../../src-shared/domain/todo'
import type { Db } from '../store/db'
import { intOrNull, text } from '../store/sql'
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
 * to write it as JSON, so all come as two texts; commands are JSON already.
 */
const ROWS = `
  SELECT count(*) AS count, '[' || group_concat(command) || ']' AS commands,
    '[' || group_concat(CASE WHEN ${IS_NEW}
      THEN json_array(seq, entity, label, state, created_at)
      ELSE json_array(seq, entity, label, state, created_at,
        json_array(json(base), baseline, target_seen, attempts, json(last_error), not_before,
          json(answer), json(answered_on), strikes, doubtful, json(suspects), json(standing)))
      END) || ']' AS basics
  FROM outbox
  WHERE seq > :after AND seq <= :last
    AND profile = :profileId AND account = :account AND server = :server`

/** The last seq of the stretch after a seq. */
const STRETCH = `
  SELECT max(seq) AS last FROM (
    SELECT seq FROM outbox WHERE seq > :after ORDER BY seq LIMIT ${AT_ONCE}
  )`

/** The whole outbox, by seq. */
export function readRows(db: Db): StoredRow[] {
  const owners = db.all('SELECT DISTINCT profile, account, server FROM outbox').map((owner) => ({
    profileId: text(owner, 'profile'),
    account: text(owner, 'account'),
    server: text(owner, 'server') as ServerKind,
  }))
  const rows: StoredRow[] = []
  for (let after = 0; ;) {
    const stretch = db.get(STRETCH, { after })
    const last = stretch && intOrNull(stretch, 'last')
    if (last === null) break
    for (const owner of owners) readOwned(db, rows, owner, { after, last })
    after = last
  }
  // SQLite promises no order in what it gathers, though it walks by seq; owners come one by one.
  const inOrder = rows.every((row, at) => at === 0 || (rows[at - 1]?.seq ?? 0) < row.seq)
  return inOrder ? rows : rows.sort((a, b) => a.seq - b.seq)
}

function readOwned(
  db: Db,
  into: StoredRow[],
  owner: Owner,
  stretch: { readonly after: number; readonly last: number },
): void {
  const some = db.get(ROWS, { ...stretch, ...owner })
  if (!some || some.count === 0) return
  const commands = JSON.parse(text(some, 'commands')) as readonly OutboxCommand[]
  const basics = JSON.parse(text(some, 'basics')) as readonly Basics[]
  for (let at = 0; at < commands.length; at++) {
    const [command, basic] = [commands[at], basics[at]]
    if (command && basic) into.push(rowOf(owner, basic, command))
  }
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

import type { OutboxCommand, OutboxRow } from '../../src-shared/domain/outbox'
import type { TodoPatch } from '../../src-shared/domain/todo'
import { parseLocalId } from '../queue/local-id'

/** A change that wants to become a row, of the same account and server as the rows beside it. */
export interface Candidate {
  readonly entity: string
  readonly command: OutboxCommand
  readonly base: TodoPatch | null
  readonly label: string
}

/** What a change does to the rows before it. */
export interface FoldPlan {
  /** Rows that are not needed any more. */
  readonly drop: readonly number[]
  /** Rows that now ask for something else. */
  readonly change: readonly (Pick<Candidate, 'command' | 'base' | 'label'> & {
    readonly seq: number
  })[]
  /** What is left to be a row of its own; null: nothing. */
  readonly insert: Candidate | null
  /** The earlier row that now carries the intent, when nothing is inserted; null: nothing is left to do. */
  readonly carriedBy: number | null
}

/** Only these may be folded: of everything else the server may have heard. */
export function neverSent(row: OutboxRow): boolean {
  return (
    row.attempts === 0 && row.baseline === null && (row.state === 'queued' || row.state === 'held')
  )
}

/** Never sent and not within its own undo window: that one must stay undoable by itself. */
function foldable(row: OutboxRow): boolean {
  return neverSent(row) && row.state === 'queued'
}

/**
 * Folds a change into the rows before it (one account and server, by seq; for a todo its own are
 * enough). Only rows that were never sent are touched, but a delete also takes its todo's refused
 * edits with it.
 */
export function foldIn(rows: readonly OutboxRow[], candidate: Candidate): FoldPlan {
  const { command } = candidate
  switch (command.kind) {
    case 'todo.create':
      return plan({ insert: candidate })
    case 'todo.update':
      return foldUpdate(rows, candidate, command)
    case 'todo.delete':
      return foldDelete(rows, candidate)
    case 'queue.run':
      return foldRun(rows, candidate, command)
    case 'queue.remove':
      return foldRemove(rows, candidate, command)
    case 'queue.move':
      return foldMove(rows, candidate, command)
    case 'queue.retry':
      return foldRetry(rows, candidate, command)
    case 'library.rescan':
      return foldRescan(rows, candidate)
    case 'library.add':
      return foldSeries(rows, candidate, command)
    case 'queue.add':
    case 'queue.clear':
      return plan({ insert: candidate })
  }
}

type CommandOf<K extends OutboxCommand['kind']> = Extract<OutboxCommand, { kind: K }>

function plan(some: Partial<FoldPlan>): FoldPlan {
  return { drop: [], change: [], insert: null, carriedBy: null, ...some }
}

/** Two edits are one; an edit of a todo that was never sent is part of its creation. */
function foldUpdate(
  rows: readonly OutboxRow[],
  candidate: Candidate,
  command: CommandOf<'todo.update'>,
): FoldPlan {
  const last = rows.findLast((row) => row.entity === candidate.entity)
  if (!last || !foldable(last)) return plan({ insert: candidate })
  const { seq } = last
  const { label } = candidate
  if (last.command.kind === 'todo.create') {
    const fields = { ...last.command.fields, ...command.fields }
    const changed = { ...last.command, fields }
    return plan({ change: [{ seq, command: changed, base: null, label }], carriedBy: seq })
  }
  if (last.command.kind === 'todo.update') {
    const fields = { ...last.command.fields, ...command.fields }
    const todoId = last.command.todoId ?? command.todoId
    // The first edit's base is what the server had; the second was made on the first.
    const base = last.base || candidate.base ? { ...candidate.base, ...last.base } : null
    const changed = { ...last.command, todoId, fields }
    return plan({ change: [{ seq, command: changed, base, label }], carriedBy: seq })
  }
  return plan({ insert: candidate })
}

/**
 * Takes the todo's edits with it, and a creation that the server cannot know of. A creation that
 * may have been sent stays, and the delete waits behind it for the id.
 */
function foldDelete(rows: readonly OutboxRow[], candidate: Candidate): FoldPlan {
  const own = rows.filter((row) => row.entity === candidate.entity)
  const standing = own.find((row) => row.command.kind === 'todo.delete' && foldable(row))
  if (standing) return plan({ carriedBy: standing.seq })
  const edits = own.filter(
    (row) =>
      row.command.kind === 'todo.update' &&
      (foldable(row) || row.state === 'failed' || row.state === 'conflict'),
  )
  const drop = edits.map((row) => row.seq)
  const create = own.find((row) => row.command.kind === 'todo.create')
  const rest = own.filter((row) => row !== create && !edits.includes(row))
  // `failed` is only reached when the server's list did not hold it (todo-lane.ts).
  const unknownThere = create && (foldable(create) || create.state === 'failed')
  if (unknownThere && rest.length === 0) return plan({ drop: [...drop, create.seq] })
  return plan({ drop, insert: candidate })
}

/**
 * The last run state wins. Start and stop say everything about the run; pause and resume only
 * replace each other, so that "start, then pause" stays both.
 */
function foldRun(
  rows: readonly OutboxRow[],
  candidate: Candidate,
  command: CommandOf<'queue.run'>,
): FoldPlan {
  const all = command.run === 'start' || command.run === 'stop'
  const drop: number[] = []
  for (const row of rows.toReversed()) {
    if (row.command.kind !== 'queue.run') continue
    const { run } = row.command
    // What stands before a start or stop, or was sent, is not replaced by a later pause.
    if (!foldable(row) || (!all && (run === 'start' || run === 'stop'))) break
    drop.push(row.seq)
  }
  return plan({ drop, insert: candidate })
}

/**
 * Rows that the server does not know yet are taken out of the adding they belong to; but those that
 * a move names stay until it is done, because without them the others would stand elsewhere.
 */
function foldRemove(
  rows: readonly OutboxRow[],
  candidate: Candidate,
  command: CommandOf<'queue.remove'>,
): FoldPlan {
  const drop: number[] = []
  const change: FoldPlan['change'][number][] = []
  const cancelled = new Set<string>()
  const moved = new Set(
    rows.flatMap((row) =>
      row.command.kind === 'queue.move' ? [row.command.itemId, row.command.after] : [],
    ),
  )
  for (const row of rows) {
    if (row.command.kind !== 'queue.add' || !foldable(row)) continue
    const ours = command.itemIds.filter((id) => parseLocalId(id)?.seq === row.seq && !moved.has(id))
    if (ours.length === 0) continue
    const refs = ours.map(parseLocalId)
    const episodes = row.command.episodes.filter(
      (one) => !refs.some((ref) => ref?.season === one.season && ref.episode === one.episode),
    )
    ours.forEach((id) => cancelled.add(id))
    if (episodes.length === 0) drop.push(row.seq)
    else {
      const { seq, base, label } = row
      change.push({ seq, command: { ...row.command, episodes }, base, label })
    }
  }
  const itemIds = command.itemIds.filter((id) => !cancelled.has(id))
  const insert = itemIds.length > 0 ? { ...candidate, command: { ...command, itemIds } } : null
  return plan({ drop, change, insert })
}

/** The last move of an item wins, unless another move was made relative to where the first put it. */
function foldMove(
  rows: readonly OutboxRow[],
  candidate: Candidate,
  command: CommandOf<'queue.move'>,
): FoldPlan {
  const drop: number[] = []
  for (const row of rows.toReversed()) {
    if (row.command.kind !== 'queue.move') continue
    if (row.command.after === command.itemId) break
    if (row.command.itemId !== command.itemId) continue
    if (!foldable(row)) break
    drop.push(row.seq)
  }
  return plan({ drop, insert: candidate })
}

/** An item that waits to be retried is not asked for twice. */
function foldRetry(
  rows: readonly OutboxRow[],
  candidate: Candidate,
  command: CommandOf<'queue.retry'>,
): FoldPlan {
  const standing = rows.filter((row) => row.command.kind === 'queue.retry' && foldable(row))
  const asked = new Set(
    standing.flatMap((row) => (row.command.kind === 'queue.retry' ? row.command.itemIds : [])),
  )
  const itemIds = command.itemIds.filter((id) => !asked.has(id))
  // Never an empty list: to the server that means every failed item.
  if (itemIds.length === 0) return plan({ carriedBy: standing.at(-1)?.seq ?? null })
  return plan({ insert: { ...candidate, command: { ...command, itemIds } } })
}

function foldRescan(rows: readonly OutboxRow[], candidate: Candidate): FoldPlan {
  const standing = rows.find((row) => row.command.kind === 'library.rescan' && foldable(row))
  return standing ? plan({ carriedBy: standing.seq }) : plan({ insert: candidate })
}

function foldSeries(
  rows: readonly OutboxRow[],
  candidate: Candidate,
  { link }: CommandOf<'library.add'>,
): FoldPlan {
  const standing = rows.find(
    (row) => row.command.kind === 'library.add' && row.command.link === link && foldable(row),
  )
  return standing ? plan({ carriedBy: standing.seq }) : plan({ insert: candidate })
}

import { appError, AppFailure, toAppError } from '../../src-shared/domain/errors'
import type { AppError } from '../../src-shared/domain/errors'
import type { OutboxRow } from '../../src-shared/domain/outbox'
import type { QueueItem, QueueStatus } from '../../src-shared/domain/queue'
import type { LibraryApi } from '../library/api'
import type { SendOutcome } from '../outbox/types'
import { normalPriority } from './api'
import type { QueueApi } from './api'
import { parseLocalId, presentId } from './local-id'
import { moveAfter } from './order'

export interface SenderOptions {
  readonly api: QueueApi
  readonly library: Pick<LibraryApi, 'rescan' | 'add'>
  /** What is known of the queue, for the spelling of priorities. */
  readonly known: () => Pick<QueueStatus, 'items'>
}

const ANSWERED: SendOutcome = { is: 'answered' }
const DONE: SendOutcome = { is: 'done' }

/** Carries library rows of the outbox out over HTTP; never rejects. */
export function queueSender(options: SenderOptions): (row: OutboxRow) => Promise<SendOutcome> {
  return async (row) => {
    try {
      return await carryOut(row, options)
    } catch (thrown) {
      return outcomeOf(toAppError(thrown))
    }
  }
}

async function carryOut(row: OutboxRow, options: SenderOptions): Promise<SendOutcome> {
  const { profileId, command } = row
  const { api, library, known } = options
  switch (command.kind) {
    case 'queue.add':
      await api.add(profileId, command, normalPriority(known()))
      return ANSWERED
    case 'queue.remove':
      return remove(profileId, await present(profileId, command.itemIds, api), api)
    case 'queue.run':
      await api.run(profileId, command.run)
      return ANSWERED
    case 'queue.retry': {
      const [one, ...others] = command.itemIds
      // An empty list would retry everything that ever failed.
      if (one === undefined) return DONE
      await api.retry(profileId, [one, ...others])
      return ANSWERED
    }
    case 'queue.clear':
      return clear(profileId, command.itemIds, api)
    case 'queue.move':
      return move(profileId, command, api)
    case 'library.rescan':
      return unlessAlready('server.conflict', () => library.rescan(profileId), DONE)
    case 'library.add':
      // A conflict says that the series is there already.
      await unlessAlready('server.conflict', () => library.add(profileId, command), DONE)
      return DONE
    default:
      return {
        is: 'refused',
        error: appError('internal', `${command.kind} is not sent to the library server`),
      }
  }
}

/** What was added and then removed before anything was sent goes by the ids it was given. */
async function present(
  profileId: string,
  ids: readonly string[],
  api: QueueApi,
): Promise<readonly string[]> {
  if (!ids.some(parseLocalId)) return ids
  const { items } = await api.status(profileId)
  return ids.map((id) => presentId(id, items)).filter((id) => !parseLocalId(id))
}

async function remove(
  profileId: string,
  itemIds: readonly string[],
  api: QueueApi,
): Promise<SendOutcome> {
  const [only, ...others] = itemIds
  if (only === undefined) return DONE
  const call = () =>
    others.length === 0 ? api.remove(profileId, only) : api.removeMany(profileId, itemIds)
  return unlessAlready('server.notFound', call, ANSWERED)
}

/**
 * Clears what the user saw, and only that: the server's own call only where the completed items are
 * exactly those named; else each by itself, because more have completed since.
 */
async function clear(
  profileId: string,
  itemIds: readonly string[],
  api: QueueApi,
): Promise<SendOutcome> {
  const now = idsOf(await api.status(profileId), 'completed')
  const named = new Set(itemIds)
  const still = now.filter((id) => named.has(id))
  if (still.length === 0) return DONE
  if (still.length === now.length && still.length === named.size) {
    const cleared = await unlessAlready(
      'server.unsupported',
      () => api.clearCompleted(profileId),
      DONE,
    )
    if (cleared === ANSWERED) return ANSWERED
  }
  for (const id of still) {
    await unlessAlready('server.notFound', () => api.remove(profileId, id), ANSWERED)
  }
  return ANSWERED
}

/** "X after Y" becomes a place in the order of a status read just now. */
async function move(
  profileId: string,
  { itemId, after }: { itemId: string; after: string | null },
  api: QueueApi,
): Promise<SendOutcome> {
  const status = await api.status(profileId)
  const now = idsOf(status, 'pending')
  const id = presentId(itemId, status.items)
  const order = moveAfter(now, id, after === null ? null : presentId(after, status.items))
  if (order.every((one, at) => one === now[at])) return DONE
  await api.reorder(profileId, order, id)
  return ANSWERED
}

function idsOf({ items }: QueueStatus, group: QueueItem['group']): string[] {
  return items.filter((item) => item.group === group).map((item) => item.id)
}

/** An error that says the wish is already reality counts as `then`. */
async function unlessAlready(
  code: AppError['code'],
  call: () => Promise<void>,
  then: SendOutcome,
): Promise<SendOutcome> {
  try {
    await call()
    return ANSWERED
  } catch (thrown) {
    if (thrown instanceof AppFailure && thrown.error.code === code) return then
    throw thrown
  }
}

/**
 * What an error says of the command: never sent, sent with an unknown end, or refused. Only what is
 * certain counts as not sent; a broken or late answer, and a server's own failure, prove nothing.
 */
export function outcomeOf(error: AppError): SendOutcome {
  switch (error.code) {
    case 'net.unreachable':
    case 'net.proxy':
    case 'net.certificate':
    case 'net.insecure':
    case 'profile.notFound':
      return { is: 'notSent', error }
    case 'server.busy':
      // A 503 may be a gateway's, which has passed the command on. Without a status it was the answer
      // to another call, before this one was sent.
      return { is: error.status === 503 ? 'unknown' : 'notSent', error }
    case 'net.timeout':
    case 'net.reset':
    case 'net.cancelled':
    case 'net.notJson':
    case 'net.badAnswer':
    case 'net.tooLarge':
    case 'server.failed':
      return { is: 'unknown', error }
    default:
      return { is: error.code.startsWith('auth.') ? 'notSent' : 'refused', error }
  }
}

import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import * as v from 'valibot'
import { appError, toAppError, type Result } from '../../src-shared/domain/errors'
import { CHANNELS } from '../../src-shared/ipc/bridge'
import {
  commands,
  type AnswerOf,
  type CommandName,
  type RequestOf,
} from '../../src-shared/ipc/commands'
import type { SliceSnapshot } from '../../src-shared/ipc/events'
import { SLICE_NAMES, type SliceName } from '../../src-shared/state/slices'
import type { Logger } from '../log'

/** One function per command of the contract; the compiler misses none. */
export type Handlers = {
  [N in CommandName]: (request: RequestOf<N>) => AnswerOf<N> | Promise<AnswerOf<N>>
}

export interface HandleOptions {
  readonly ipc: Pick<IpcMain, 'handle' | 'removeHandler'>
  readonly handlers: Handlers
  readonly snapshot: <N extends SliceName>(slice: N) => SliceSnapshot<N>
  /** Whether the call comes from our own main frame at our own origin. */
  readonly trusted: (event: IpcMainInvokeEvent) => boolean
  /**
   * Publishes what the command changed, so that the window never holds an answer to a change that
   * it does not show yet.
   */
  readonly beforeAnswer: () => void
  readonly log: Logger
}

/**
 * Answers the window's commands: sender, then name, then arguments are checked, and every outcome
 * crosses as data (`Result`), a refusal too. Answers an unregister function.
 */
export function handleCommands(options: HandleOptions) {
  const { ipc, handlers, snapshot, trusted, beforeAnswer, log } = options
  ipc.handle(CHANNELS.invoke, async (event, name: unknown, request: unknown) => {
    if (!trusted(event)) return refuse(log, 'ipc.badSender', 'The call came from a foreign frame')
    if (!isCommand(name)) {
      return refuse(log, 'ipc.unknownCommand', 'There is no such command', String(name))
    }
    const parsed = v.safeParse(commands[name].request, request)
    if (!parsed.success) {
      const where = v.getDotPath(parsed.issues[0]) ?? ''
      return refuse(log, 'ipc.badRequest', `Arguments of ${name} do not match`, where)
    }
    const result = await outcome(log, name, () => run(handlers, name, parsed.output))
    beforeAnswer()
    return result
  })
  ipc.handle(CHANNELS.snapshot, async (event, slice: unknown) => {
    if (!trusted(event)) return refuse(log, 'ipc.badSender', 'The call came from a foreign frame')
    const known = SLICE_NAMES.find((name) => name === slice)
    if (!known) return refuse(log, 'ipc.unknownCommand', 'There is no such slice', String(slice))
    return outcome(log, `snapshot ${known}`, () => JSON.stringify(snapshot(known)))
  })
  return () => {
    ipc.removeHandler(CHANNELS.invoke)
    ipc.removeHandler(CHANNELS.snapshot)
  }
}

function isCommand(name: unknown): name is CommandName {
  return typeof name === 'string' && Object.hasOwn(commands, name)
}

/** The one place where the parsed request meets its handler: valibot has just checked the pair. */
function run(handlers: Handlers, name: CommandName, request: unknown): unknown {
  const handler = handlers[name] as (request: unknown) => unknown
  return handler(request)
}

async function outcome(log: Logger, what: string, work: () => unknown): Promise<Result<unknown>> {
  try {
    return { ok: true, value: await work() }
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.code === 'internal') {
      log.error(`${what} failed`, thrown instanceof Error ? thrown.stack : thrown)
    }
    return { ok: false, error }
  }
}

function refuse(
  log: Logger,
  code: 'ipc.badSender' | 'ipc.unknownCommand' | 'ipc.badRequest',
  message: string,
  detail?: string,
): Result<never> {
  log.warn(`refused: ${message}`, detail)
  return { ok: false, error: appError(code, message, { detail }) }
}

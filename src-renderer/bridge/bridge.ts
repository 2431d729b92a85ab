import type { Bridge } from '../../src-shared/ipc/bridge'
import type { AnswerOf, CommandName, RequestOf } from '../../src-shared/ipc/commands'
import type { EventName, Events, SliceSnapshot } from '../../src-shared/ipc/events'
import type { SliceName } from '../../src-shared/state/slices'
import { AppFailure, fail, type Result } from '../../src-shared/domain/errors'

declare global {
  interface Window {
    readonly engawa?: Bridge
  }
}

/** A command without a request is called with its name alone. */
export type RequestArgs<N extends CommandName> =
  undefined extends RequestOf<N> ? [] : [request: RequestOf<N>]

/**
 * Asks the main process for something.
 * @throws AppFailure with the main process's own error
 */
export async function call<N extends CommandName>(
  name: N,
  ...args: RequestArgs<N>
): Promise<AnswerOf<N>> {
  return unwrap(await bridge().invoke(name, plain(args[0]) as RequestOf<N>))
}

/**
 * One slice as it is now, with its revision.
 * @throws AppFailure
 */
export async function snapshot<N extends SliceName>(slice: N): Promise<SliceSnapshot<N>> {
  return JSON.parse(unwrap(await bridge().snapshot(slice))) as SliceSnapshot<N>
}

/** Listens to an event of the main process. Returns its own unsubscribe. */
export function subscribe<N extends EventName>(
  name: N,
  callback: (payload: Events[N]) => void,
): () => void {
  return bridge().on(name, callback)
}

function bridge(): Bridge {
  if (!window.engawa) throw fail('internal', 'The preload script did not run')
  return window.engawa
}

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new AppFailure(result.error)
}

/** Vue's proxies cannot cross the process border, so a request crosses as the plain JSON it is. */
function plain(request: unknown): unknown {
  return request === undefined ? undefined : (JSON.parse(JSON.stringify(request)) as unknown)
}

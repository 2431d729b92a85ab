import type { Result } from '../domain/errors'
import type { SliceName } from '../state/slices'
import type { AnswerOf, CommandName, RequestOf } from './commands'
import type { EventName, Events } from './events'

/** IPC channels; only the preload and src-main/ipc know them. */
export const CHANNELS = {
  invoke: 'engawa:invoke',
  snapshot: 'engawa:snapshot',
  event: 'engawa:event',
} as const

/**
 * What the preload puts on `window.engawa`; only src-renderer/bridge touches it.
 * `on` returns its own unsubscribe; callbacks never see Electron's event.
 */
export interface Bridge {
  invoke<N extends CommandName>(name: N, request: RequestOf<N>): Promise<Result<AnswerOf<N>>>
  /** A `SliceSnapshot` as JSON: ten thousand rows cross the bridge as one text in a third of the time. */
  snapshot(slice: SliceName): Promise<Result<string>>
  on<N extends EventName>(name: N, callback: (payload: Events[N]) => void): () => void
}

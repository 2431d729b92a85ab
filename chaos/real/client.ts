import type { AnswerOf, CommandName, RequestOf } from '../../src-shared/ipc/commands'
import type { EntityOf, MetaOf, SliceName } from '../../src-shared/state/slices'

/** The client was killed before it answered: nobody knows whether it did what it was asked. */
export class Killed extends Error {
  constructor() {
    super('the client is gone')
  }
}

/** One life of the client under test, driven by the commands of the contract. */
export interface Client {
  /** Rejects with AppFailure as the window would see it, or with Killed. */
  invoke<N extends CommandName>(name: N, request: RequestOf<N>): Promise<AnswerOf<N>>
  /** What the window would show. */
  slice<N extends SliceName>(
    slice: N,
  ): Promise<{ readonly rows: readonly EntityOf<N>[]; readonly meta: MetaOf<N> }>
  /** `kill -9`. */
  kill(): Promise<void>
}

/** Starts a life on a profile folder. */
export type StartClient = (profile: string) => Promise<Client>

/**
 * What keeps the todo lane from losing or doubling anything. All of them are always on; the
 * simulation turns one off to show that it is needed (and that the simulation would notice).
 */
export interface Guards {
  /** The list is asked for when a command stays without evidence. */
  readonly fence: boolean
  /** Id map, row and cached todo change in one commit. */
  readonly oneCommit: boolean
  /** What belongs to an earlier connection is neither heard nor waited for. */
  readonly epoch: boolean
  /** After a reconnect an update is not believed at first sight, and nothing goes out before the last look. */
  readonly secondLook: boolean
  /** What may have arrived is looked for before it is sent again. */
  readonly lookFirst: boolean
  /** An `error` is blamed on nobody before the list has been seen. */
  readonly errorFence: boolean
  /** An id must still stand for the todo that the change was made on. */
  readonly checkIds: boolean
  /** Values are compared by what they mean. */
  readonly canonical: boolean
}

export const ALL_GUARDS: Guards = {
  fence: true,
  oneCommit: true,
  epoch: true,
  secondLook: true,
  lookFirst: true,
  errorFence: true,
  checkIds: true,
  canonical: true,
}

export const RESETS = 40
/** All delays of all clients are divided by this: what counts here are messages, not seconds. */
export const SCALE = 5
export const EVERY_MS = 10
/** A connection lives between one and three times this until it is reset. */
const LIFE_MS = 50

/** What happened to the messages of one direction. */
export interface Fate {
  readonly all: number
  readonly lost: number
  readonly doubled: number
}

export interface Fates {
  /** From the client to the server. */
  readonly out: Fate
  /** From the server to the client. */
  readonly in: Fate
}

/** What became of `all` different things, given those that arrived. */
export function fate<T>(all: number, arrived: readonly T[]): Fate {
  const distinct = new Set(arrived).size
  return { all, lost: all - distinct, doubled: arrived.length - distinct }
}

/** How long a connection is left alone, milliseconds. */
export function lifetime(): number {
  return LIFE_MS * (1 + 2 * Math.random())
}

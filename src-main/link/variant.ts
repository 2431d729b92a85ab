import type { Capability } from '../../src-shared/domain/capabilities'
import { AppFailure, fail } from '../../src-shared/domain/errors'
import type { ErrorCode } from '../../src-shared/domain/errors'

/** Where the library lives, in the order of the versions. */
export const ANIME_PATHS = ['/api/v1/anime', '/api/anime'] as const

/** The ways in which one library server differs from another. Null: not known yet. */
export interface ApiVariant {
  /** Path of the list of series; the other calls about series lie below it. */
  readonly list: string | null
  /** The queue takes its whole order, or one item's new position. */
  readonly reorder: 'order' | 'position' | null
}

export const UNKNOWN_VARIANT: ApiVariant = { list: null, reorder: null }

/** What is known of each server's version, and what its answers add to that. */
export interface Variants {
  variant(profileId: string): ApiVariant
  learnVariant(profileId: string, change: Partial<ApiVariant>): void
  /** The server refused the path itself: it has no such function. */
  lacks(profileId: string, capability: Capability): void
}

/** The path is not there. Nothing was done, so another way may be tried. */
export function isMissingPath(code: ErrorCode): boolean {
  return code === 'server.notFound' || code === 'server.unsupported'
}

/**
 * The first way that the server does not refuse, and its answer. Where all are refused it rejects
 * with what the first was answered, since that is the way most likely meant.
 * @param refused codes that prove that nothing was done
 */
export async function firstWay<W, T>(
  ways: readonly W[],
  refused: (code: ErrorCode) => boolean,
  call: (way: W) => Promise<T>,
): Promise<{ readonly way: W; readonly answer: T }> {
  let first: AppFailure | null = null
  for (const way of ways) {
    try {
      return { way, answer: await call(way) }
    } catch (thrown) {
      if (!(thrown instanceof AppFailure) || !refused(thrown.error.code)) throw thrown
      first ??= thrown
    }
  }
  throw first ?? fail('server.unsupported', 'This server has no such function')
}

/** Runs a call whose path names nothing but the function: where it is missing, the function is. */
export async function mayLack<T>(
  variants: Variants,
  profileId: string,
  capability: Capability,
  call: () => Promise<T>,
  missing: (code: ErrorCode) => boolean = isMissingPath,
): Promise<T> {
  try {
    return await call()
  } catch (thrown) {
    if (!(thrown instanceof AppFailure) || !missing(thrown.error.code)) throw thrown
    variants.lacks(profileId, capability)
    throw fail('server.unsupported', 'This server has no such function', {
      detail: thrown.error.message,
    })
  }
}

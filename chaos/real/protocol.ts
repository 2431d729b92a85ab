import type { AppError } from '../../src-shared/domain/errors'
import type { SliceName } from '../../src-shared/state/slices'

/** Parent to headless client; every message is answered under its `id`. */
export type ToClient =
  | {
      readonly is: 'command'
      readonly id: number
      readonly name: string
      readonly request: unknown
    }
  | { readonly is: 'slice'; readonly id: number; readonly slice: SliceName }

/** Headless client to parent. */
export type FromClient =
  /** Sessions are read and the first dials are under way. */
  | { readonly is: 'started' }
  | { readonly is: 'value'; readonly id: number; readonly value: unknown }
  | { readonly is: 'failure'; readonly id: number; readonly error: AppError }

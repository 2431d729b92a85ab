import { seed } from './dialects/seed'
import type { Dialect } from './dialects/traits'
import { v2025_10 } from './dialects/v2025-10'
import { v2025_11 } from './dialects/v2025-11'
import { v2026_02 } from './dialects/v2026-02'
import { v2026_06 } from './dialects/v2026-06'

/** Oldest first, the versions after the seed. */
export const DIALECTS: readonly Dialect[] = [seed, v2025_10, v2025_11, v2026_02, v2026_06]
export const DEFAULT_DIALECT = seed

/** @throws RangeError that lists the names there are. */
export function findDialect(name: string): Dialect {
  const found = DIALECTS.find((dialect) => dialect.name === name)
  if (found) return found
  const names = DIALECTS.map((dialect) => dialect.name).join(', ')
  throw new RangeError(`unknown dialect "${name}"; there are: ${names}`)
}

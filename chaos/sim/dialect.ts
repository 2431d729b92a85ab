import type { Random } from '../random'
import type { Fields } from './server-todo'

/** How one run's server behaves: drawn from the seed. */
export interface Dialect {
  readonly doneField: 'completed' | 'is_completed' | 'done'
  readonly createdAt: 'zoned' | 'naive' | 'seconds' | 'none'
  readonly dueDate: 'asIs' | 'reformatted'
  /** Longest title kept; null: all of it. */
  readonly cutTitle: number | null
  readonly trims: boolean
  readonly defaultPriority: string | null
  /** Whom a change is confirmed to: everybody, or only the other sessions. */
  readonly confirms: 'all' | 'others'
  /** SQLite without AUTOINCREMENT gives the highest deleted id again. */
  readonly reusesIds: boolean
  /** Works on commands for different todos at the same time. */
  readonly reorders: boolean
  /** Chance that a command is done and never answered. */
  readonly unanswered: number
  /** Chance that a command is swallowed: neither done nor answered. */
  readonly ignored: number
}

export function drawDialect(random: Random): Dialect {
  return {
    doneField: random.pick(['completed', 'is_completed', 'done']),
    createdAt: random.pick(['zoned', 'zoned', 'naive', 'seconds', 'none']),
    dueDate: random.pick(['asIs', 'reformatted']),
    cutTitle: random.chance(0.25) ? 60 : null,
    trims: random.chance(0.5),
    defaultPriority: random.chance(0.3) ? 'medium' : null,
    confirms: random.chance(0.8) ? 'all' : 'others',
    reusesIds: random.chance(0.6),
    reorders: random.chance(0.2),
    unanswered: random.chance(0.4) ? 0.15 : 0,
    ignored: random.chance(0.1) ? 0.08 : 0,
  }
}

/** What this server makes of the values it is given. */
export function kept(dialect: Dialect, given: Partial<Fields>): Partial<Fields> {
  const { title } = given
  if (title === undefined) return given
  const trimmed = dialect.trims ? title.trim() : title
  const cut = dialect.cutTitle === null ? trimmed : trimmed.slice(0, dialect.cutTitle)
  return { ...given, title: cut }
}

/** A date as this server writes it. */
export function dateOf(dialect: Dialect, date: string | null): string | null {
  if (date === null || dialect.dueDate === 'asIs') return date
  return new Date(date).toISOString().replace('.000Z', '+00:00')
}

export function createdAtOf(dialect: Dialect, at: number): string | null {
  const iso = new Date(at).toISOString()
  switch (dialect.createdAt) {
    case 'zoned':
      return iso
    case 'naive':
      return `${iso.slice(0, -1)}000`
    case 'seconds':
      return `${iso.slice(0, 19)}Z`
    case 'none':
      return null
  }
}

import { ValidationError, type ValidationIssue } from '../../http/errors'
import type { Db } from '../../store/db'
import type { Rhythm } from './scheduler'

export const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']
/** A week. */
const LONGEST_MINUTES = 10_080

export interface SchedulerSettings {
  readonly enabled: boolean
  readonly interval_minutes: number
  /** `HH:MM` in the server's own time. */
  readonly schedule_time: string
  readonly schedule_days: readonly string[]
  readonly auto_download_after_rescan: boolean
}

export interface AppSettings {
  readonly name: string
  readonly data_dir: string
  readonly scheduler: SchedulerSettings
  readonly logging: {
    readonly level: string
    readonly file: string | null
    readonly max_bytes: number
    readonly backup_count: number
  }
  readonly backup: {
    readonly enabled: boolean
    readonly path: string
    readonly keep_days: number
    /** Encrypts the backups. */
    readonly password: string | null
  }
  readonly other: Readonly<Record<string, unknown>>
}

const DEFAULTS: AppSettings = {
  name: 'Aniworld',
  data_dir: 'data',
  scheduler: {
    enabled: false,
    interval_minutes: 60,
    schedule_time: '03:00',
    schedule_days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    auto_download_after_rescan: false,
  },
  logging: { level: 'WARNING', file: null, max_bytes: 10_000_000, backup_count: 3 },
  backup: { enabled: false, path: 'data/backups', keep_days: 14, password: null },
  other: {},
}

const META = 'library.config'

type Plain = Record<string, unknown>

/** The settings of the library server: what was stored, and what the environment makes of it. */
export class Settings {
  readonly #listeners: (() => void)[] = []

  constructor(
    private readonly db: Db,
    /** Dotted path → the value that wins, as environment variables do. */
    private readonly environment: Readonly<Record<string, unknown>>,
  ) {}

  /** What is in force. */
  get current(): AppSettings {
    const merged = structuredClone(this.stored) as unknown as Plain
    for (const [path, value] of Object.entries(this.environment)) put(merged, path, value)
    return merged as unknown as AppSettings
  }

  get stored(): AppSettings {
    const stored = JSON.parse(this.db.meta(META) ?? '{}') as Plain
    const other = { anime_directory: this.db.meta('library.directory') ?? '/media/anime' }
    return merge({ ...DEFAULTS, other }, stored) as AppSettings
  }

  /**
   * Changes what is named and keeps the rest; answers what is stored now, which is not always what
   * is in force. @throws ValidationError
   */
  change(patch: object): AppSettings {
    const issues = this.problems(patch)
    if (issues.length > 0) throw new ValidationError(issues)
    const next = merge(this.stored, patch) as AppSettings
    this.db.setMeta(META, JSON.stringify(next))
    for (const listener of this.#listeners) listener()
    return next
  }

  /**
   * What a change means to a version that takes whole sections: what it leaves out of one falls
   * back to its default.
   */
  withDefaults(patch: object): object {
    const sections = ['scheduler', 'logging', 'backup'] as const
    const named = Object.entries(patch).map(([name, value]: [string, unknown]) => {
      const section = sections.find((one) => one === name)
      return [name, section ? merge(DEFAULTS[section], value) : value]
    })
    return Object.fromEntries(named) as object
  }

  /** What is wrong with this change; empty: nothing. */
  problems(patch: object): ValidationIssue[] {
    const { scheduler, logging, backup } = merge(this.stored, patch) as AppSettings
    const minutes = scheduler.interval_minutes
    const days = scheduler.schedule_days
    const rules: readonly [boolean, (string | number)[], string][] = [
      [typeof scheduler.enabled === 'boolean', ['scheduler', 'enabled'], 'must be true or false'],
      [
        Number.isInteger(minutes) && minutes >= 1 && minutes <= LONGEST_MINUTES,
        ['scheduler', 'interval_minutes'],
        `must be a whole number from 1 to ${LONGEST_MINUTES}`,
      ],
      [
        /^([01]\d|2[0-3]):[0-5]\d$/.test(String(scheduler.schedule_time)),
        ['scheduler', 'schedule_time'],
        'must be HH:MM',
      ],
      [
        Array.isArray(days) && days.every((day) => DAYS.some((known) => known === day)),
        ['scheduler', 'schedule_days'],
        `must be a list of ${DAYS.join(', ')}`,
      ],
      [LEVELS.includes(logging.level), ['logging', 'level'], `must be one of ${LEVELS.join(', ')}`],
      [
        Number.isInteger(backup.keep_days) && backup.keep_days >= 0,
        ['backup', 'keep_days'],
        'must be a whole number from 0',
      ],
    ]
    return rules
      .filter(([good]) => !good)
      .map(([, loc, words]) => ({
        loc: ['body', ...loc],
        msg: `${String(loc.at(-1))} ${words}`,
        type: 'value_error',
      }))
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener)
  }
}

/** Objects are merged by field, everything else is replaced. */
function merge(base: unknown, patch: unknown): unknown {
  if (!isPlain(base) || !isPlain(patch)) return patch === undefined ? base : patch
  const merged: Plain = { ...base }
  for (const [name, value] of Object.entries(patch)) {
    if (name !== '__proto__') merged[name] = merge(base[name], value)
  }
  return merged
}

function put(target: Plain, path: string, value: unknown): void {
  const [name = '', ...rest] = path.split('.')
  const inner = target[name]
  if (rest.length === 0) target[name] = value
  else if (isPlain(inner)) put(inner, rest.join('.'), value)
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The settings of the scheduler that this rhythm knows. */
export function schedulerView({ scheduler }: AppSettings, rhythm: Rhythm): object {
  const { interval_minutes, ...daily } = scheduler
  return rhythm === 'interval' ? { enabled: scheduler.enabled, interval_minutes } : daily
}

import { parseArgs } from 'node:util'
import { DEFAULT_DIALECT, DIALECTS, findDialect } from './dialect'
import type { Dialect } from './dialects/traits'
import { SAMPLE_TITLES } from './library/words'

export interface ServerOptions {
  /** 0 picks a free one. */
  readonly port: number
  readonly host: string
  /** Folder of `server.db`; null keeps everything in memory. */
  readonly dataDir: string | null
  /** How many series the sample library has. */
  readonly librarySize: number
  /** How many times faster than life scans and downloads run. */
  readonly speed: number
  readonly seed: number
  readonly dialect: Dialect
  /** Offers `/__control` to this machine. */
  readonly control: boolean
  /** Life of every token in seconds; null: a day, or a week with "remember". */
  readonly tokenTtl: number | null
  /** How many downloads run at a time. */
  readonly maxActive: number
  /** Wall clock in milliseconds. */
  readonly now: () => number
}

export const DEFAULTS: ServerOptions = {
  port: 8000,
  host: '127.0.0.1',
  dataDir: null,
  librarySize: SAMPLE_TITLES.length,
  speed: 1,
  seed: 1,
  dialect: DEFAULT_DIALECT,
  control: false,
  tokenTtl: null,
  maxActive: 2,
  now: Date.now,
}

export interface CliOptions extends ServerOptions {
  readonly help: boolean
  /** A file that gets the port number once the server listens. */
  readonly portFile: string | null
}

/** @throws RangeError or TypeError with words for the person at the keyboard. */
export function parseOptions(args: readonly string[]): CliOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: String(DEFAULTS.port) },
      host: { type: 'string', default: DEFAULTS.host },
      data: { type: 'string' },
      library: { type: 'string', default: 'demo' },
      speed: { type: 'string', default: '1' },
      seed: { type: 'string', default: String(DEFAULTS.seed) },
      dialect: { type: 'string', default: DEFAULT_DIALECT.name },
      control: { type: 'boolean', default: false },
      'token-ttl': { type: 'string' },
      active: { type: 'string', default: String(DEFAULTS.maxActive) },
      'port-file': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const ttl = values['token-ttl']
  return {
    port: whole('--port', values.port, 0, 65_535),
    host: values.host,
    dataDir: values.data ?? null,
    librarySize: librarySize(values.library),
    speed: positive('--speed', values.speed),
    seed: whole('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
    dialect: findDialect(values.dialect),
    control: values.control,
    tokenTtl: ttl === undefined ? null : whole('--token-ttl', ttl, 1, 10 ** 9),
    maxActive: whole('--active', values.active, 1, 16),
    now: DEFAULTS.now,
    portFile: values['port-file'] ?? null,
    help: values.help,
  }
}

export const USAGE = `engawa-server: the library server and the todo server in one process

  --port N           port to listen on; 0 picks a free one (${DEFAULTS.port})
  --host ADDRESS     address to listen on (${DEFAULTS.host})
  --data DIR         where server.db is kept; without it nothing survives the process
  --library L        demo (${SAMPLE_TITLES.length} series), empty, or a number of series
  --speed X          scans and downloads run X times faster (1)
  --seed N           another library, other failures (${DEFAULTS.seed})
  --active N         downloads at a time (${DEFAULTS.maxActive})
  --dialect NAME     ${DIALECTS.map((d) => `${d.name}: ${d.about}`).join('\n                     ')}
  --token-ttl S      life of every token in seconds
  --port-file FILE   write the port number there once the server listens
  --control          offer /__control to this machine (tests)`

function librarySize(value: string): number {
  if (value === 'demo') return DEFAULTS.librarySize
  if (value === 'empty') return 0
  return whole('--library', value, 0, 100_000)
}

function whole(name: string, value: string, min: number, max: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (number >= min && number <= max) return number
  throw new RangeError(`${name} takes a whole number from ${min} to ${max}, not "${value}"`)
}

function positive(name: string, value: string): number {
  const number = Number(value)
  if (Number.isFinite(number) && number > 0) return number
  throw new RangeError(`${name} takes a number above 0, not "${value}"`)
}

import type { OutboxRow } from '../../src-shared/domain/outbox'
import { Db } from '../../src-main/store/db'
import { migrate } from '../../src-main/store/migrations'
import { SqliteOutbox } from '../../src-main/outbox/outbox'
import { TodoStore } from '../../src-main/store/todos'
import type { Guards } from '../../src-main/outbox/guards'
import { Random } from '../random'
import type { Tally } from '../tally'
import { drawDialect, kept } from './dialect'
import { ACCOUNT, Life } from './life'
import { LateBytes, modelSocket, type ModelConnection } from './line'
import { Oracle } from './oracle'
import { OtherDevice } from './other-device'
import { readFrame } from './read-frame'
import { ModelServer } from './server'
import { shownWrongly } from './shown'
import { SimTime } from './time'
import { SimUser } from './user'

export interface SimOptions {
  readonly seed: number
  /** Late bytes within 2 s of the next list, no identical creations elsewhere. */
  readonly bound: boolean
  readonly guards: Partial<Guards>
  /** Writes down what happens. */
  readonly traced?: boolean
}

export interface SimResult extends Tally {
  /** Twins that stand offered for removal at the end. */
  readonly offered: number
  /** Doubles that were never offered for removal or put to review. */
  readonly unoffered: number
  readonly notes: readonly string[]
}

/** Trouble goes on for this long, then everything is quiet. */
const TROUBLE_MS = 60_000
const QUIET_MS = 90_000
const LATE_WITHIN_MS = 1_900
const LATE_WITHOUT_BOUND_MS = 120_000

/** One run: a client, a server, another device and a user, all of them and their bad luck from one seed. */
export class World {
  readonly #options: SimOptions
  readonly random: Random
  readonly time = new SimTime()
  readonly oracle = new Oracle()
  readonly server: ModelServer
  readonly #late: LateBytes
  readonly #db = Db.memory(null)
  readonly #user: SimUser
  readonly #other: OtherDevice
  life: Life | null = null
  /** Commits that went through: the user's own is the first of its call. */
  commits = 0
  /** The rows as the last life left them. */
  lastRows: readonly OutboxRow[] = []
  kills = 0
  drops = 0
  /** What happened, in order, where somebody wants to read it. */
  readonly trace: string[] | null
  #connection: ModelConnection | null = null
  #uuids = 0
  #killChance: number
  #calm = false
  readonly #echoes: boolean
  /** An old copy of the server's database is put back during this run. */
  readonly restores: boolean

  constructor(options: SimOptions) {
    const { seed, bound } = options
    this.#options = options
    this.random = new Random(seed)
    this.restores = this.random.chance(0.25)
    this.#echoes = this.random.chance(0.3)
    this.trace = options.traced ? [] : null
    const { random, time, oracle } = this
    const dialect = drawDialect(random)
    this.server = new ModelServer(dialect, time, random, oracle)
    oracle.say = (line) => this.say(line)
    oracle.kept = (fields) => kept(dialect, fields)
    this.#late = new LateBytes(time, random, bound ? LATE_WITHIN_MS : LATE_WITHOUT_BOUND_MS)
    this.#killChance = random.chance(0.6) ? 0.02 : 0
    this.#user = new SimUser(this, dialect.cutTitle === null)
    this.#other = new OtherDevice(this, !bound)
    oracle.pending = (intent) => this.#user.isPending(intent)
    oracle.taken = (intent) => this.#user.isTaken(intent)
    migrate(this.#db)
    this.#interceptCommits()
  }

  async run(): Promise<SimResult> {
    this.#other.begin()
    this.#start()
    this.#user.begin(TROUBLE_MS)
    this.#trouble()
    await this.#until(TROUBLE_MS)
    this.#calm = true
    this.#killChance = 0
    this.server.up = true
    if (!this.life) this.#start()
    const late = this.#options.bound ? 0 : LATE_WITHOUT_BOUND_MS + 30_000
    let end = TROUBLE_MS + QUIET_MS + late
    await this.#until(end)
    for (let round = 0; round < 6 && this.#user.settleLeftovers(); round += 1) {
      end += QUIET_MS
      await this.#until(end)
    }
    this.#user.noteOffers()
    const stuck = this.#user.stuck()
    const shown = shownWrongly(this)
    const { lost, duplicated, wrong, notes } = this.oracle.judge()
    const offered = this.life?.outbox.twins.offers(ACCOUNT).length ?? 0
    this.#end()
    const own = [...this.#user.wrong, ...shown]
    return {
      ...{ lost, duplicated, wrong: wrong + own.length, stuck: stuck.length },
      ...{ operations: this.oracle.intents.length, kills: this.kills, drops: this.drops },
      ...{ offered, unoffered: this.oracle.unoffered },
      notes: [
        ...notes,
        ...stuck.map((note) => `stuck: ${note}`),
        ...own.map((note) => `wrong: ${note}`),
      ],
    }
  }

  /** The rows of this life, or those that the last one left. */
  get rows(): readonly OutboxRow[] {
    return this.life?.rows ?? this.lastRows
  }

  /** Writes a line of the trace. */
  say(line: () => string): void {
    this.trace?.push(`${(this.time.now / 1_000).toFixed(3)} ${line()}`)
  }

  /** Breaks the connection there is. */
  drop(): void {
    const { random } = this
    if (!this.#connection) return
    this.drops += 1
    this.#connection.cut(random.pick([1006, 1006, 1006, 1001, 1012, 1011]))
    // In the moment in which nobody knows what arrived, the same is done elsewhere.
    if (this.#echoes && random.chance(0.5)) {
      this.time.after(random.next() * 1_500, () =>
        this.#other.echo((todoId, fields) => {
          if (random.chance(0.5)) return
          this.time.after(random.next() * 2_000, () => this.#user.changeAgain(todoId, fields))
        }),
      )
    }
  }

  async #until(end: number): Promise<void> {
    while (this.time.step(end)) {
      await drained()
      if (this.life && !this.life.alive) this.#bury()
    }
  }

  #start(): void {
    const { time, random, server } = this
    const late = this.#late
    this.life = new Life({
      ...{ db: this.#db, time, random, guards: this.#options.guards },
      uuid: () => `uuid-${(this.#uuids += 1)}`,
      socket: (life) =>
        modelSocket(
          {
            ...{ time, random, server, late },
            read: (text) => readFrame(text, (id) => life.cached(id)),
            say: (line) => this.say(line),
            delivered: (message) => this.oracle.delivered(message),
            deaf: this.#options.guards.epoch === false,
          },
          (connection) => (this.#connection = connection),
        ),
    })
  }

  /** The process is gone: its sockets break, its memory is lost, the database is as it was committed. */
  #bury(): void {
    this.say(() => 'killed')
    this.kills += 1
    this.#connection?.terminate()
    this.#connection = null
    this.life = null
    // As the next life will find them, not as the dead one thought they were.
    const [db, clock] = [this.#db, this.time.clock(() => false)]
    const left = new SqliteOutbox({ db, clock, todos: new TodoStore(db) })
    this.lastRows = left.rows(ACCOUNT)
    left.dispose()
    this.time.after(this.random.chance(0.7) ? 50 : this.random.next() * 15_000, () => {
      if (!this.life) this.#start()
    })
  }

  /** Before each commit, and after it, the process may die: what it does from then on is not kept. */
  #interceptCommits(): void {
    const db = this.#db
    const exec = db.exec.bind(db)
    db.exec = (sql) => {
      const { life } = this
      if (sql !== 'COMMIT' || !life) return exec(sql)
      if (life.alive && this.random.chance(this.#killChance)) {
        const before = this.random.chance(0.5)
        if (!before) {
          exec(sql)
          this.commits += 1
        } else exec('ROLLBACK')
        life.alive = false
        this.#connection?.terminate()
        return
      }
      if (!life.alive) return exec('ROLLBACK')
      this.commits += 1
      exec(sql)
    }
  }

  #trouble(): void {
    const { time, random, server } = this
    const every = (mean: number, act: () => void) => {
      const next = () => {
        time.after(-Math.log(1 - random.next()) * mean, () => {
          if (this.#calm) return
          act()
          next()
        })
      }
      next()
    }
    every(random.pick([2_000, 6_000, 15_000, 60_000]), () => this.drop())
    // With a server that swallows commands, an error could only be blamed on the wrong thing.
    if (random.chance(0.4) && server.dialect.ignored === 0) every(12_000, () => server.grumble())
    if (random.chance(0.3)) {
      every(25_000, () => {
        server.up = false
        this.drop()
        time.after(random.next() * 15_000, () => (server.up = true))
      })
    }
    if (random.chance(0.3)) {
      every(30_000, () => {
        if (this.life?.alive) this.life.alive = false
      })
    }
    if (this.restores) {
      time.after(random.next() * TROUBLE_MS * 0.6, () => server.backUp())
      time.after(TROUBLE_MS * (0.6 + 0.35 * random.next()), () => {
        if (this.life?.alive && server.restore()) this.drops += 1
      })
    }
  }

  #end(): void {
    if (this.life) this.life.alive = false
    this.#db.close()
  }
}

/** Everything that promises have to say is said. */
function drained(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

import type { OutboxRow } from '../../src-shared/domain/outbox'
import type { TodoPatch, TodoRow } from '../../src-shared/domain/todo'
import { Answering } from './answering'
import { NOTHING_SEEN, sight, type Asked, type Intent } from './intent'
import { ACCOUNT } from './life'
import { onWire, tokenOf, type FieldName } from './server-todo'
import type { World } from './world'

/** The user of the client: changes the list, answers what is asked, retries what failed. */
export class SimUser {
  readonly #world: World
  readonly #longTitles: boolean
  readonly #answering: Answering
  /** What no row may ever say; the oracle cannot see it. */
  readonly wrong: string[] = []
  #made = 0
  #values = 0
  #sendingSince = new Map<number, number>()
  #readySince: number | null = null
  #ended = false

  constructor(world: World, longTitles: boolean) {
    this.#world = world
    this.#longTitles = longTitles
    this.#answering = new Answering(world)
  }

  begin(until: number): void {
    const { random, time } = this.#world
    const intents = random.int(4, 22)
    for (let n = 0; n < intents; n += 1) {
      // In bursts, as people do: some of it lands in one moment.
      const at = random.chance(0.5) ? random.next() * until * 0.9 : random.int(1, 4) * 10_000
      time.after(at, () => this.#act())
    }
    const look = () => {
      time.after(3_000, () => {
        this.#look()
        if (!this.#ended) look()
      })
    }
    look()
  }

  isPending({ entity, kind }: Intent): boolean {
    return this.#world.rows.some((row) => {
      if (row.answer?.is === 'restore' && entity === `again-${row.seq}`) return kind !== 'delete'
      // A creation that was made again is another creation; what was asked of it goes on.
      const same =
        row.entity === entity || (kind !== 'create' && this.#answering.isSame(row.entity, entity))
      if (!same) return false
      const asks = row.command.kind
      return asks === `todo.${kind}` || (kind === 'update' && asks === 'todo.create')
    })
  }

  /** The user has said which todo their creation has become; its row only waits to be let go. */
  isTaken({ entity, kind }: Intent): boolean {
    const taken = this.#world.rows.filter((row) => row.answer?.is === 'itIsMine')
    return kind === 'create' && taken.some((row) => row.entity === entity)
  }

  /** At the end: answers and retries everything; false when nothing is left that could go on. */
  settleLeftovers(): boolean {
    const rows = this.#hopeful()
    if (rows.length === 0) return false
    for (const row of rows) {
      if (row.state === 'conflict' || row.state === 'review') this.#answering.answer(row)
    }
    this.#world.life?.decisions.retryAll(ACCOUNT)
    return true
  }

  /** Tells the oracle which doubles the client has noticed. */
  noteOffers(): void {
    const { life, oracle } = this.#world
    for (const { id, twin } of life?.outbox.twins.offers(ACCOUNT) ?? []) {
      oracle.offered(tokenOf(twin.title), id)
    }
    for (const { seq, state, label } of this.#world.rows) {
      if (state === 'review') oracle.offered(tokenOf(label), -seq)
    }
  }

  /** Rows that should have been settled by now. */
  stuck(): readonly string[] {
    this.#ended = true
    const hopeful = this.#hopeful()
    for (const row of this.#world.rows) {
      if (!hopeful.includes(row)) this.#answering.void(row.entity, ['create', 'update', 'delete'])
    }
    return hopeful.map(
      (row) => `${row.command.kind} ${row.label} ${row.state} ${row.lastError?.detail ?? ''}`,
    )
  }

  /** All rows but those that this server refuses or dies of, and what waits behind them. */
  #hopeful(): readonly OutboxRow[] {
    const rows = this.#world.rows
    const hopeless = new Set(rows.filter(isHopeless).map((row) => row.entity))
    return rows.filter((row) => !hopeless.has(row.entity))
  }

  #act(): void {
    const { random, life } = this.#world
    if (!life?.alive) return
    // What they do not recognise as their own they leave alone.
    const shown = life.todos.slice.rows.filter(
      (row) => !(row.id.startsWith('t') && row.title.startsWith('c')),
    )
    const what = random.next()
    if (what < 0.45 || shown.length === 0)
      return this.#create(!this.#world.restores && random.chance(0.08))
    const row = random.chance(0.5) ? shown.at(-1) : random.pick(shown)
    if (!row) return
    if (what < 0.8) this.#update(row, this.#anyEdit(row))
    else this.#delete(row)
  }

  #create(again: boolean): void {
    const { random } = this.#world
    const n = again && this.#made > 0 ? this.#made : (this.#made += 1)
    const kind = random.next()
    const odd =
      kind < 0.03 ? ' forbidden' : kind < 0.05 ? ' poison' : kind < 0.07 ? ' poisonlate' : ''
    const long = this.#longTitles && random.chance(0.2) ? ` ${'long '.repeat(12)}end` : ''
    const title = again ? `c${n} again` : `c${n}${odd}${long}${random.pick(['', ' ', '  of  it'])}`
    const fields: TodoPatch & { title: string } = {
      title,
      ...(random.chance(0.3) ? { description: `d${(this.#values += 1)}` } : {}),
      ...(random.chance(0.3) ? { dueDate: '2026-03-04T05:06:00Z' } : {}),
    }
    // Now and then the very same more than once in one moment.
    const times = again && random.chance(0.6) ? 3 : 1
    for (let time = 0; time < times; time += 1) {
      this.#ask(
        () => this.#world.life?.todos.create(fields).entity ?? '',
        (entity) => ({
          ...{ kind: 'create', token: tokenOf(title), uid: null, entity, ...NOTHING_SEEN },
          fields: onWire(fields),
        }),
      )
    }
  }

  /** Thinks better of it: the same field once more, while nobody knows whether the edit arrived. */
  changeAgain(todoId: number, fields: TodoPatch): void {
    const { life } = this.#world
    const row = life?.alive && life.todos.slice.rows.find(({ serverId }) => serverId === todoId)
    if (!row) return
    const n = (this.#values += 1)
    if (fields.title !== undefined) this.#update(row, { title: `${tokenOf(row.title)} v${n}` })
    else if (fields.description !== undefined) this.#update(row, { description: `v${n}` })
    else if (fields.completed !== undefined) this.#update(row, { completed: !row.completed })
  }

  #anyEdit(row: TodoRow): TodoPatch {
    const { random } = this.#world
    const n = (this.#values += 1)
    const token = tokenOf(row.title)
    return random.pick<TodoPatch>([
      { title: `${token} v${n}` },
      { description: `v${n}` },
      { completed: !row.completed },
      { priority: random.pick(['high', 'medium', 'low']) },
      { title: `${token} v${n}`, completed: true },
      // Longer by a little: a server that cuts text would leave what was there.
      ...(row.title.length > 40 ? [{ title: `${row.title} v${n}` }] : []),
    ])
  }

  #update(row: TodoRow, fields: TodoPatch): void {
    // What they see is so already they do not ask for.
    const asked = onWire(fields)
    const shown = sight(row).saw
    for (const name of Object.keys(asked) as FieldName[]) {
      if (asked[name] === shown[name]) delete asked[name]
    }
    const target = this.#target(row)
    const intent = this.#ask(
      () => this.#world.life?.todos.update(row.id, fields),
      () => ({ kind: 'update', ...target, fields: asked }),
    )
    // Taken back to what the server has: nothing needs to be sent.
    for (const name of Object.keys(asked) as FieldName[]) {
      if (asked[name] === target.saw[name]) intent?.needless.add(name)
    }
  }

  #delete(row: TodoRow): void {
    const { random, time } = this.#world
    let seq: number | null = null
    const intent = this.#ask(
      () => (seq = this.#world.life?.todos.delete(row.id) ?? null),
      () => ({ kind: 'delete', ...this.#target(row), fields: {} }),
    )
    if (!random.chance(0.2)) return
    time.after(random.next() * 9_000, () => {
      const { life } = this.#world
      if (!life?.alive || seq === null || !intent) return
      const before = this.#world.commits
      // Taking back an answer brings the question back, not the todo.
      const row = life.outbox.get(seq)
      const undone = life.outbox.undo(seq) && this.#world.commits > before
      if (!undone || !row || row.answer) return
      intent.void = true
      if (row.state === 'queued') this.#answering.dropSuperseded(row.entity)
    })
  }

  #target(row: TodoRow): Pick<Intent, 'token' | 'uid' | 'entity' | 'knew' | 'saw'> {
    const known = row.serverId === null ? null : this.#world.life?.cached(row.serverId)
    const uid = known ? Number(known.extra.uid) : null
    const { by, token } = (uid === null ? null : this.#world.oracle.maker(uid)) ?? {
      ...{ by: 'us', token: tokenOf(row.title) },
    }
    return {
      ...{ token, entity: row.id, uid: by === 'us' ? null : uid },
      knew: known ? Number(known.extra.serial) : 0,
      saw: sight(known ?? row).saw,
    }
  }

  /** Asks, and writes the intent down if its row was committed. */
  #ask<T>(act: () => T, intent: (answer: T) => Asked): Intent | null {
    const before = this.#world.commits
    // What is known is what was known before: the call itself may already hear from the server.
    const written = intent('' as T)
    const answer = act()
    if (this.#world.commits === before) return null
    const { entity } = intent(answer)
    this.#world.say(() => `user ${JSON.stringify({ ...written, entity })}`)
    return this.#world.oracle.add({ ...written, entity })
  }

  #look(): void {
    const { random, life } = this.#world
    if (!life?.alive) return
    this.#watchSending()
    this.noteOffers()
    for (const row of this.#world.rows) {
      if (!life.alive) return
      if (row.state === 'failed' && row.lastError?.code === 'server.badRequest') {
        const refused = JSON.stringify(row.command).includes('forbidden')
        const kind = row.command.kind === 'todo.update' ? 'update' : 'create'
        const [token, { entity }] = [tokenOf(row.label), row]
        const unseen = this.#world.oracle.wasUnseen({ kind, token, entity })
        if (!refused && !unseen) this.wrong.push(`${row.label} failed although nothing refused it`)
      }
      if ((row.state === 'conflict' || row.state === 'review') && random.chance(0.4)) {
        this.#answering.answer(row)
      }
      const stopped = row.state === 'failed' || row.state === 'parked'
      if (stopped && !isHopeless(row) && random.chance(0.3)) life.outbox.retry(row.seq)
    }
  }

  /** Nothing may be `sending` for more than 30 s of one connection. */
  #watchSending(): void {
    const { life, time } = this.#world
    if (!life?.ready) {
      this.#readySince = null
      return
    }
    this.#readySince ??= time.now
    const sending = new Map<number, number>()
    for (const { seq, state, label } of this.#world.rows) {
      if (state !== 'sending') continue
      const since = this.#sendingSince.get(seq) ?? time.now
      sending.set(seq, since)
      if (time.now - Math.max(since, this.#readySince) > 31_000) {
        this.wrong.push(`${label} sending for more than 30 s`)
      }
    }
    this.#sendingSince = sending
  }
}

/** What this server refuses, or dies of, each time. */
function isHopeless({ state, command }: OutboxRow): boolean {
  const title = command.kind === 'todo.create' ? command.fields.title : ''
  return (
    (state === 'failed' && title.includes('forbidden')) ||
    (state === 'parked' && /poison(?!late)/.test(title))
  )
}

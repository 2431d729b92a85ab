import type { OutboxQuestion } from '../../src-shared/domain/decisions'
import type { OutboxRow } from '../../src-shared/domain/outbox'
import type { Todo, TodoPatch, TodoRow } from '../../src-shared/domain/todo'
import { questionOf } from '../../src-main/outbox/conflicts'
import { ACCOUNT } from './life'
import { wireName, type Asked, type Intent } from './oracle'
import { tokenOf, type FieldName, type Fields } from './server-todo'
import type { World } from './world'

/** The user of the client: changes the list, answers what is asked, retries what failed. */
export class SimUser {
  readonly #world: World
  readonly #longTitles: boolean
  /** What no row may ever say; the oracle cannot see it. */
  readonly wrong: string[] = []
  #made = 0
  #values = 0
  #sendingSince = new Map<number, number>()
  #readySince: number | null = null
  /** By the entity of a todo that was made again, the entity it had before. */
  readonly #before = new Map<string, string>()
  #ended = false

  constructor(world: World, longTitles: boolean) {
    this.#world = world
    this.#longTitles = longTitles
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
    return this.#rows().some((row) => {
      if (row.answer?.is === 'restore' && entity === `again-${row.seq}`) return kind !== 'delete'
      if (row.entity !== entity) return false
      const asks = row.command.kind
      return asks === `todo.${kind}` || (kind === 'update' && asks === 'todo.create')
    })
  }

  /** At the end: answers and retries everything; false when nothing is left that could go on. */
  settleLeftovers(): boolean {
    const rows = this.#hopeful()
    if (rows.length === 0) return false
    for (const row of rows) {
      if (row.state === 'conflict' || row.state === 'review') this.#answer(row)
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
    for (const { seq, state, label } of this.#rows()) {
      if (state === 'review') oracle.offered(tokenOf(label), -seq)
    }
  }

  /** Rows that should have been settled by now. */
  stuck(): readonly string[] {
    this.#ended = true
    const hopeful = this.#hopeful()
    for (const row of this.#rows()) {
      if (!hopeful.includes(row)) this.#void(row.entity, ['create', 'update', 'delete'])
    }
    return hopeful.map(
      (row) => `${row.command.kind} ${row.label} ${row.state} ${row.lastError?.detail ?? ''}`,
    )
  }

  /** All rows but those that this server refuses or dies of, and what waits behind them. */
  #hopeful(): readonly OutboxRow[] {
    const rows = this.#rows()
    const hopeless = new Set(rows.filter(isHopeless).map((row) => row.entity))
    return rows.filter((row) => !hopeless.has(row.entity))
  }

  #rows(): readonly OutboxRow[] {
    return this.#world.life?.rows ?? this.#world.lastRows
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
    if (what < 0.8) this.#update(row)
    else this.#delete(row)
  }

  #create(again: boolean): void {
    const { random } = this.#world
    const n = again && this.#made > 0 ? this.#made : (this.#made += 1)
    const kind = random.next()
    const odd =
      kind < 0.03 ? ' forbidden' : kind < 0.05 ? ' poison' : kind < 0.07 ? ' poisonlate' : ''
    const long = this.#longTitles && random.chance(0.1) ? ` ${'long '.repeat(12)}end` : ''
    const title = again ? `c${n} again` : `c${n}${odd}${long}${random.pick(['', ' ', '  of  it'])}`
    const fields: TodoPatch & { title: string } = {
      title,
      ...(random.chance(0.3) ? { description: `d${(this.#values += 1)}` } : {}),
      ...(random.chance(0.3) ? { dueDate: '2026-03-04T05:06:00Z' } : {}),
    }
    this.#ask(
      () => this.#world.life?.todos.create(fields).entity ?? '',
      (entity) => ({
        ...{ kind: 'create', token: tokenOf(title), uid: null, entity, ...NOTHING_SEEN },
        fields: onWire(fields),
      }),
    )
  }

  #update(row: TodoRow): void {
    const { random } = this.#world
    const n = (this.#values += 1)
    const token = tokenOf(row.title)
    const fields: TodoPatch = random.pick<TodoPatch>([
      { title: `${token} v${n}` },
      { description: `v${n}` },
      { completed: !row.completed },
      { priority: random.pick(['high', 'medium', 'low']) },
      { title: `${token} v${n}`, completed: true },
    ])
    // What they see is so already they do not ask for.
    const asked = onWire(fields)
    const shown = sight(row).saw
    for (const name of Object.keys(asked) as FieldName[]) {
      if (asked[name] === shown[name]) delete asked[name]
    }
    this.#ask(
      () => this.#world.life?.todos.update(row.id, fields),
      () => ({ kind: 'update', ...this.#target(row), fields: asked }),
    )
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
      if (row.state === 'queued') this.#dropSuperseded(row.entity)
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
    const { random, life, time } = this.#world
    if (!life?.alive) return
    this.#watchSending()
    this.noteOffers()
    for (const row of this.#rows()) {
      if (!life.alive) return
      if (row.state === 'failed' && row.lastError?.code === 'server.badRequest') {
        const refused = JSON.stringify(row.command).includes('forbidden')
        const kind = row.command.kind === 'todo.update' ? 'update' : 'create'
        const [token, { entity }] = [tokenOf(row.label), row]
        const unseen = this.#world.oracle.wasUnseen({ kind, token, entity })
        if (!refused && !unseen) this.wrong.push(`${row.label} failed although nothing refused it`)
      }
      if ((row.state === 'conflict' || row.state === 'review') && random.chance(0.4)) {
        this.#answer(row)
      }
      const stopped = row.state === 'failed' || row.state === 'parked'
      if (stopped && !isHopeless(row) && random.chance(0.3)) life.outbox.retry(row.seq)
    }
    void time
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
    for (const { seq, state, label } of this.#rows()) {
      if (state !== 'sending') continue
      const since = this.#sendingSince.get(seq) ?? time.now
      sending.set(seq, since)
      if (time.now - Math.max(since, this.#readySince) > 31_000) {
        this.wrong.push(`${label} sending for more than 30 s`)
      }
    }
    this.#sendingSince = sending
  }

  #answer(row: OutboxRow): void {
    const { random, life, oracle } = this.#world
    const stored = life?.outbox.get(row.seq)
    const question = stored && life ? questionOf(stored, ACCOUNT, life.todoStore) : null
    if (!life || !question) return
    const before = this.#world.commits
    this.#world.say(() => `user asked ${row.seq} ${JSON.stringify(question)}`)
    switch (question.is) {
      case 'review': {
        const mine = question.candidates.find((one) => this.#isMine(row, one.todoId))
        life.decisions.answer(
          row.seq,
          mine ? { is: 'itIsMine', todoId: mine.todoId } : { is: 'sendAgain' },
        )
        if (!mine || this.#world.commits === before) return
        // To say that it is theirs they have looked at it.
        oracle.sighted(life.cached(mine.todoId))
        this.#sameAsBefore(row)
        return
      }
      case 'goneUnderEdit':
        if (random.chance(0.5)) {
          life.decisions.answer(row.seq, { is: 'letGo' })
          if (this.#world.commits > before) this.#letGo(row)
        } else {
          life.decisions.answer(row.seq, { is: 'restore' })
          if (this.#world.commits > before) this.#restored(row, question)
        }
        return
      case 'changedUnderDelete':
        if (random.chance(0.5)) {
          life.decisions.answer(row.seq, { is: 'keep' })
          if (this.#world.commits > before) this.#keep(row.entity)
        } else this.#decide(row, 'deleteAnyway', 'delete', {})
        return
      case 'sameField': {
        const fields = question.fields.map(({ field }) => field)
        if (random.chance(0.5)) {
          life.decisions.answer(row.seq, { is: 'theirs' })
          if (this.#world.commits > before)
            this.#dropFields(row, fields.map(wireName), question.sure)
          return
        }
        if (row.command.kind !== 'todo.update') return
        this.#decide(row, 'mine', 'update', onWire(row.command.fields))
      }
    }
  }

  /** What they took for theirs a restored copy had brought back: two creations have become one. */
  #sameAsBefore({ entity, label }: OutboxRow): void {
    const { oracle } = this.#world
    const wanted = oracle.intents.filter(
      (intent) => intent.kind === 'create' && intent.token === tokenOf(label) && !intent.void,
    )
    if (wanted.length > oracle.made(tokenOf(label))) this.#void(entity, ['create'])
  }

  #isMine(row: OutboxRow, todoId: number): boolean {
    const uid = this.#world.life?.cached(todoId)?.extra.uid
    const todo = this.#world.server.todos.find((one) => one.uid === uid)
    return (
      row.command.kind === 'todo.create' &&
      todo?.by === 'us' &&
      todo.token === tokenOf(row.command.fields.title)
    )
  }

  /** Deciding with the other's version in sight is asking anew. */
  #decide(
    row: OutboxRow,
    is: 'mine' | 'deleteAnyway',
    kind: 'update' | 'delete',
    fields: Partial<Fields>,
  ): void {
    const { life, oracle, commits } = this.#world
    const { command } = row
    if (!life || (command.kind !== 'todo.update' && command.kind !== 'todo.delete')) return
    const known = life.cached(command.todoId ?? -1)
    const wanted = Object.entries(fields)
    const earlier = oracle.intents.findLast(
      (intent) =>
        intent.entity === row.entity &&
        intent.kind === kind &&
        wanted.every(([name, value]) => {
          const has = intent.fields[name as FieldName]
          return has === undefined || has === value
        }),
    )
    life.decisions.answer(row.seq, { is })
    if (this.#world.commits === commits || !earlier) return
    const { entity } = earlier
    // What is decided is about the todo that was shown, whatever it once was.
    const uid = known ? Number(known.extra.uid) : earlier.uid
    const token = known ? tokenOf(known.title) : earlier.token
    if (kind === 'delete') this.#pardonDeletes(row.entity)
    const seen = known ? sight(known) : NOTHING_SEEN
    oracle.add({ kind, token, uid, entity, fields, ...seen }, earlier)
  }

  #restored(row: OutboxRow, question: OutboxQuestion & { is: 'goneUnderEdit' }): void {
    const fields = { title: row.label, ...question.last, ...question.mine }
    // A deletion before it has been answered by its being gone, and what is gone is wanted again.
    const later = this.#rows().some(
      ({ entity, command, seq }) =>
        entity === row.entity && command.kind === 'todo.delete' && seq > row.seq,
    )
    if (!later) this.#pardonDeletes(row.entity)
    this.#before.set(`again-${row.seq}`, row.entity)
    this.#world.oracle.add({
      ...{ kind: 'create', token: tokenOf(fields.title), uid: null, entity: `again-${row.seq}` },
      ...{ fields: onWire(fields), ...NOTHING_SEEN },
    })
    // What was asked of it later is still asked, now of the new one.
    for (const { command, entity, seq } of this.#rows()) {
      if (entity !== row.entity || seq <= row.seq || command.kind !== 'todo.update') continue
      this.#world.oracle.add({
        ...{ kind: 'update', token: tokenOf(fields.title), uid: null, entity: `again-${row.seq}` },
        ...{ fields: onWire(command.fields), ...NOTHING_SEEN },
      })
    }
  }

  #keep(entity: string): void {
    this.#void(entity, ['delete'])
    this.#dropSuperseded(entity)
  }

  /** A deletion that went out has taken the edits before it along. */
  #dropSuperseded(entity: string): void {
    for (const intent of this.#world.oracle.intents) {
      const on = intent.entity === entity || intent.entity === this.#before.get(entity)
      if (!on || intent.kind !== 'update') continue
      for (const name of Object.keys(intent.fields) as FieldName[]) {
        if (!intent.satisfied.has(name) && !this.#waits(intent, name)) intent.dropped.add(name)
      }
    }
  }

  /** A row still asks for this value. */
  #waits({ entity, fields }: Intent, name: FieldName): boolean {
    return this.#rows().some(
      ({ entity: of, command }) =>
        of === entity && 'fields' in command && onWire(command.fields)[name] === fields[name],
    )
  }

  /** Given up with all that was asked of the todo after it. */
  #letGo({ entity, seq }: OutboxRow): void {
    this.#void(entity, ['update'])
    const later = this.#rows().some(
      (row) => row.entity === entity && row.seq > seq && row.command.kind === 'todo.delete',
    )
    if (later) this.#void(entity, ['delete'])
  }

  #pardonDeletes(entity: string): void {
    for (const intent of this.#world.oracle.intents) {
      if (intent.entity === entity && intent.kind === 'delete') intent.pardoned = true
    }
  }

  #void(entity: string, kinds: readonly Intent['kind'][]): void {
    for (const intent of this.#world.oracle.intents) {
      if (intent.entity === entity && kinds.includes(intent.kind)) intent.void = true
    }
  }

  #dropFields(row: OutboxRow, fields: readonly FieldName[], sure: boolean): void {
    const { command } = row
    if (command.kind !== 'todo.update') return
    const all = Object.keys(onWire(command.fields)) as FieldName[]
    for (const intent of this.#world.oracle.intents) {
      if (intent.entity !== row.entity) continue
      for (const field of sure ? fields : all) intent.dropped.add(field)
    }
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

const NOTHING_SEEN = { knew: 0, saw: {} } as const

/** What the user sees of a todo, and how far its writes are known with that. */
function sight(todo: Todo | TodoRow): Pick<Intent, 'knew' | 'saw'> {
  const { title, description, completed, priority, dueDate } = todo
  return {
    knew: 'extra' in todo ? Number(todo.extra.serial) : 0,
    saw: { title, description, completed, priority, due_date: dueDate },
  }
}

function onWire({ dueDate, ...fields }: TodoPatch): {
  -readonly [name in FieldName]?: Fields[name]
} {
  return { ...fields, ...(dueDate === undefined ? {} : { due_date: dueDate }) }
}

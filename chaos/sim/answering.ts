import type { OutboxQuestion } from '../../src-shared/domain/decisions'
import type { OutboxRow } from '../../src-shared/domain/outbox'
import { questionOf } from '../../src-main/outbox/conflicts'
import { NOTHING_SEEN, sight, wireName, type Intent } from './intent'
import { ACCOUNT } from './life'
import { onWire, tokenOf, type FieldName, type Fields } from './server-todo'
import type { World } from './world'

/** How the user answers what the outbox asks, and what each answer makes of the intents. */
export class Answering {
  readonly #world: World
  /** By the entity of a todo that was made again, the entity it had before. */
  readonly #before = new Map<string, string>()

  constructor(world: World) {
    this.#world = world
  }

  /** Answers the question of a row, if it has one. */
  answer(row: OutboxRow): void {
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
        if (this.#world.commits === before) return
        if (!mine) return this.#wantAgain(row.entity)
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
    const { oracle, restores } = this.#world
    if (!restores) return
    const wanted = oracle.intents.filter(
      (intent) => intent.kind === 'create' && intent.token === tokenOf(label) && !intent.void,
    )
    if (wanted.length > oracle.made(tokenOf(label))) this.void(entity, ['create'])
  }

  /** Also where a restored copy had done away with it. */
  #wantAgain(entity: string): void {
    for (const intent of this.#world.oracle.intents) {
      if (intent.entity === entity && intent.kind === 'create') intent.void = false
    }
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
        this.isSame(intent.entity, row.entity) &&
        intent.kind === kind &&
        wanted.every(([name, value]) => {
          const has = intent.fields[name as FieldName]
          return has === undefined || has === value
        }) &&
        (kind === 'delete' ||
          wanted.some(([name, value]) => intent.fields[name as FieldName] === value)),
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
    if (uid === earlier.uid) return
    for (const intent of oracle.intents) {
      // The one that they had meant gets no more of it.
      const left = this.isSame(intent.entity, entity) && intent.uid !== uid
      for (const [name] of left ? wanted : []) intent.dropped.add(name as FieldName)
    }
    // What was asked of it later goes to the same todo.
    for (const { entity: of, command: next, seq } of this.#world.rows) {
      if (of !== row.entity || seq <= row.seq || next.kind !== 'todo.update') continue
      oracle.add({ kind: 'update', token, uid, entity, fields: onWire(next.fields), ...seen })
    }
  }

  #restored(row: OutboxRow, question: OutboxQuestion & { is: 'goneUnderEdit' }): void {
    const fields = { title: row.label, ...question.last, ...question.mine }
    // A deletion before it has been answered by its being gone, and what is gone is wanted again.
    const later = this.#world.rows.some(
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
    for (const { command, entity, seq } of this.#world.rows) {
      if (entity !== row.entity || seq <= row.seq || command.kind !== 'todo.update') continue
      this.#world.oracle.add({
        ...{ kind: 'update', token: tokenOf(fields.title), uid: null, entity: `again-${row.seq}` },
        ...{ fields: onWire(command.fields), ...NOTHING_SEEN },
      })
    }
  }

  #keep(entity: string): void {
    for (const intent of this.#world.oracle.intents) {
      if (!this.isSame(intent.entity, entity) || intent.kind !== 'delete') continue
      // It may have been done already: what was kept then is another one that was given the id.
      if (intent.carriedOut) intent.pardoned = true
      else intent.void = true
    }
    this.dropSuperseded(entity)
  }

  /** A deletion that went out has taken the edits before it along. */
  dropSuperseded(entity: string): void {
    for (const intent of this.#world.oracle.intents) {
      if (!this.isSame(intent.entity, entity) || intent.kind !== 'update') continue
      for (const name of Object.keys(intent.fields) as FieldName[]) {
        if (!this.#arrived(intent, name) && !this.#waits(intent, name)) intent.dropped.add(name)
      }
    }
  }

  #arrived(intent: Intent, name: FieldName): boolean {
    // What needed not arrive is counted only where it is there.
    const there = !intent.needless.has(name) || this.#world.oracle.isThere(intent, name)
    return there && intent.satisfied.has(name)
  }

  /** A row still asks for this value. */
  #waits({ entity, fields }: Intent, name: FieldName): boolean {
    return this.#world.rows.some(
      ({ entity: of, command }) =>
        of === entity && 'fields' in command && onWire(command.fields)[name] === fields[name],
    )
  }

  /** Given up with all that was asked of the todo after it. */
  #letGo({ entity, seq }: OutboxRow): void {
    this.void(entity, ['update'])
    const later = this.#world.rows.some(
      (row) => row.entity === entity && row.seq > seq && row.command.kind === 'todo.delete',
    )
    if (later) this.void(entity, ['delete'])
  }

  #pardonDeletes(entity: string): void {
    for (const intent of this.#world.oracle.intents) {
      if (this.isSame(intent.entity, entity) && intent.kind === 'delete') intent.pardoned = true
    }
  }

  /** The same todo, also when it was made again in between. */
  isSame(a: string, b: string): boolean {
    return a === b || this.#before.get(a) === b || this.#before.get(b) === a
  }

  /** Given up: none of these is demanded any more, and none may happen. */
  void(entity: string, kinds: readonly Intent['kind'][]): void {
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

import { isOn, type Intent } from './intent'
import type { FieldName, ServerTodo } from './server-todo'

export interface Verdict {
  lost: number
  duplicated: number
  wrong: number
  readonly notes: string[]
}

/** What was asked for and what happened, counted by token (the first word of a title). */
export interface Books {
  readonly intents: readonly Intent[]
  /** Creations by the client that still stand. */
  readonly creations: ReadonlyMap<string, number>
  readonly removedByOthers: ReadonlyMap<string, number>
  /** Todos made by other devices. */
  readonly copies: ReadonlyMap<string, number>
  /** The todos that the client offered for removal or put to review. */
  readonly offered: ReadonlyMap<string, ReadonlySet<number>>
  /** Removed by others before the client could see it. */
  readonly unseen: ReadonlyMap<string, number>
  /** Todos (uids) that got what was meant for another in a race no client can see. */
  readonly raced: ReadonlySet<number>
  /** The todo has the value that the intent asks for, as this server keeps it. */
  readonly holds: (intent: Intent, name: FieldName, todo: ServerTodo) => boolean
}

/** The end, with nothing under way any more: is the list what the intents demand? */
export class Judge {
  readonly #books: Books
  readonly #todos: readonly ServerTodo[]
  readonly #verdict: Verdict
  /** Doubles that nobody was told of. */
  unoffered = 0
  /** Where there are doubles or identical copies of others, nobody can say which of them an edit or a deletion meant. */
  readonly #entangled = new Set<string>()

  /** @param verdict what was noted on the way; the end is added */
  constructor(books: Books, todos: readonly ServerTodo[], verdict: Verdict) {
    this.#books = books
    this.#todos = todos
    this.#verdict = verdict
  }

  judge(): void {
    const { intents, creations } = this.#books
    const creates = new Map<string, Intent[]>()
    for (const intent of intents) {
      if (intent.kind !== 'create') continue
      creates.set(intent.token, [...(creates.get(intent.token) ?? []), intent])
    }
    for (const [token, all] of creates) this.#judgeCreations(token, all)
    for (const token of creations.keys()) {
      const made = creations.get(token) ?? 0
      if (!creates.has(token) && made > 0) this.#note('wrong', `${token} made, never asked`)
    }
    for (const todo of this.#todos) {
      if (!this.#entangled.has(todo.token)) this.#judgeFields(todo)
    }
    this.#judgeDeletes(creates)
  }

  #judgeCreations(token: string, all: readonly Intent[]): void {
    const { intents, creations, removedByOthers, copies, offered, unseen } = this.#books
    const wanted = all.filter((intent) => !intent.void)
    const cancelled = todosOf(
      intents.filter((one) => one.kind === 'delete' && one.token === token && !one.void),
    )
    const made = creations.get(token) ?? 0
    const most = wanted.length + (unseen.get(token) ?? 0)
    if (made > most || copies.has(token)) this.#entangled.add(token)
    if (made > most) {
      this.#note('duplicated', `${token}: ${made} made of ${most}`, made - most)
      this.unoffered += Math.max(0, made - most - (offered.get(token)?.size ?? 0))
    }
    const least = wanted.length - cancelled
    if (made + (copies.get(token) ?? 0) < least)
      this.#note('lost', `${token}: ${made} made of ${least}`, least - made)
    const removed = removedByOthers.get(token) ?? 0
    const there = this.#todos.filter((todo) => todo.by === 'us' && todo.token === token).length
    if (there < made - cancelled - removed) this.#note('wrong', `${token} gone without being asked`)
  }

  #judgeDeletes(creates: ReadonlyMap<string, readonly Intent[]>): void {
    const { intents } = this.#books
    for (const intent of intents) {
      if (intent.kind !== 'delete' || intent.void || intent.pardoned) continue
      if (this.#entangled.has(intent.token)) continue
      const there = this.#todos.filter((todo) =>
        intent.uid === null ? isOn(intent, todo) : intent.uid === todo.uid,
      )
      const siblings = (creates.get(intent.token) ?? []).filter((create) => !create.void).length
      const deletes = todosOf(
        intents.filter(
          (one) =>
            one.kind === 'delete' && !one.void && !one.pardoned && one.token === intent.token,
        ),
      )
      if (there.length > (intent.uid === null ? Math.max(0, siblings - deletes) : 0)) {
        this.#note('lost', `the deletion of ${intent.token}`)
      }
    }
  }

  #judgeFields(todo: ServerTodo): void {
    const { intents, raced, holds } = this.#books
    const on = intents.filter((intent) => isOn(intent, todo))
    const twins = on.filter((intent) => intent.kind === 'create').length
    if (raced.has(todo.uid) || twins > 1) return
    for (const name of Object.keys(todo.fields) as FieldName[]) {
      const last = on.findLast(
        (intent) =>
          intent.kind !== 'delete' &&
          !intent.void &&
          !intent.dropped.has(name) &&
          intent.fields[name] !== undefined &&
          !isSuperseded(intents, intent, intents.indexOf(intent)),
      )
      const { by } = todo.written[name]
      if (!last) {
        const cause = on.some((intent) => intent.fields[name] !== undefined)
        const byCreation = todo.by === 'us'
        if (by === 'us' && !cause && !byCreation) {
          this.#note('wrong', `${name} of ${todo.token} set, never asked`)
        }
        continue
      }
      if (!last.satisfied.has(name) && !last.needless.has(name)) {
        this.#note('lost', `${name} of ${todo.token}: ${String(last.fields[name])} never arrived`)
      } else if (by === 'us' && !holds(last, name, todo)) {
        this.#note('wrong', `${name} of ${todo.token} fell back to ${String(todo.fields[name])}`)
      }
    }
  }

  #note(what: 'lost' | 'duplicated' | 'wrong', note: string, count = 1): void {
    this.#verdict[what] += count
    this.#verdict.notes.push(`${what}: ${note}`)
  }
}

/** How many todos these are about: a deletion may be asked for more than once. */
function todosOf(intents: readonly Intent[]): number {
  return new Set(intents.map(({ entity }) => entity)).size
}

/** Its todo was to be deleted afterwards; what is there under its name was brought back by a copy. */
function isSuperseded(intents: readonly Intent[], { entity }: Intent, since: number): boolean {
  return intents
    .slice(since)
    .some((later) => later.kind === 'delete' && !later.void && later.entity === entity)
}

import type { TodoField } from '../../src-shared/domain/decisions'
import type { Todo } from '../../src-shared/domain/todo'
import type { Frame } from './server'
import {
  FIELD_NAMES,
  tokenOf,
  type By,
  type FieldName,
  type Fields,
  type ServerTodo,
} from './server-todo'

/** One thing the user asked for, written down with its enqueueing. */
export interface Intent {
  readonly kind: 'create' | 'update' | 'delete'
  /** Which todo: by the first word of its title, which nobody changes, and by what it really is. */
  readonly token: string
  readonly uid: number | null
  readonly entity: string
  readonly fields: Partial<Fields>
  /** How far the user knew the todo's writes. */
  readonly knew: number
  /** The values they had before their eyes. */
  readonly saw: Partial<Fields>
  /** Given up by the user, refused, or undone by the server's restored copy. */
  void: boolean
  /** Not demanded any more, and no mistake when it happens or has happened. */
  pardoned: boolean
  /** Fields given up by an answer to a conflict. */
  readonly dropped: Set<FieldName>
  /** Fields that the server has had as asked at some time since. */
  readonly satisfied: Set<FieldName>
}

export type Asked = Omit<Intent, 'void' | 'pardoned' | 'dropped' | 'satisfied'>

/** The values that tell one version from another; the done field has a name of its own on each server. */
type Sight = Partial<Omit<Fields, 'completed'>> & { readonly completed?: unknown }

export interface Verdict {
  lost: number
  duplicated: number
  wrong: number
  readonly notes: string[]
}

/**
 * What the intents and the other device's actions demand of the server's list, and what must never
 * happen on the way. Sees the server from inside; the client knows nothing of it.
 */
export class Oracle {
  readonly intents: Intent[] = []
  /** Set by the server: its present todos. */
  now: () => Iterable<ServerTodo> = () => []
  /** Values as this server keeps them. */
  kept: (fields: Partial<Fields>) => Partial<Fields> = (fields) => fields
  /** An intent that is not settled yet (its row is there). */
  pending: (intent: Intent) => boolean = () => false
  /** Where somebody reads along. */
  say: (line: () => string) => void = () => undefined
  readonly verdict: Verdict = { lost: 0, duplicated: 0, wrong: 0, notes: [] }
  /** Creations by the client that still stand, by token. */
  #creations = new Map<string, number>()
  #removedByOthers = new Map<string, number>()
  /** By uid, the last write that was in the first version the client saw, and its values. */
  readonly #firstSight = new Map<number, { readonly serial: number; readonly values: Sight }>()
  /** By uid, who made it, also when it is gone. */
  readonly #makers = new Map<number, Pick<ServerTodo, 'by' | 'token'>>()
  /** Todos made by other devices, by token. */
  readonly #copies = new Map<string, number>()
  /** By token, the todos that the client offered for removal or put to review. */
  readonly #offered = new Map<string, Set<number>>()
  /** Doubles that nobody was told of. */
  unoffered = 0
  readonly #unseen = new Map<string, number>()
  #copied = { creations: new Map<string, number>(), removed: new Map<string, number>() }
  /** Todos that got what was meant for another in a race no client can see. */
  readonly #raced = new Set<number>()

  /** @param after the intent whose row it changes: what was asked later still comes later */
  add(intent: Asked, after: Intent | null = null): Intent {
    const open = { void: false, pardoned: false }
    const whole: Intent = { ...intent, ...open, dropped: new Set(), satisfied: new Set() }
    const at = after ? this.intents.indexOf(after) + 1 : this.intents.length
    this.intents.splice(at, 0, whole)
    for (const todo of this.now()) if (isOn(whole, todo)) this.#satisfy([whole], todo)
    return whole
  }

  created(todo: ServerTodo): void {
    this.say(() => `server: ${todo.token} #${todo.id} (${todo.uid}) created by ${todo.by}`)
    count(todo.by === 'us' ? this.#creations : this.#copies, todo.token, 1)
    this.#makers.set(todo.uid, todo)
    this.#satisfy(this.intents, todo)
  }

  written(todo: ServerTodo): void {
    this.say(
      () => `server: ${todo.token} #${todo.id} (${todo.uid}) is ${JSON.stringify(todo.fields)}`,
    )
    this.#satisfy(this.intents, todo)
  }

  removed(todo: ServerTodo, by: By): void {
    this.say(() => `server: ${todo.token} #${todo.id} (${todo.uid}) removed by ${by}`)
    if (by === 'us' || todo.by === 'other') return
    count(this.#removedByOthers, todo.token, 1)
    // Gone before the client has ever seen it: to the client it never arrived.
    const unseen = this.intents.some(
      (intent) => intent.kind === 'create' && isOn(intent, todo) && this.pending(intent),
    )
    if (unseen) count(this.#unseen, todo.token, 1)
  }

  /** The client hears of todos: what it is told of one for the first time nobody could know before. */
  delivered(message: object): void {
    const { todos = [], todo } = message as { todos?: object[]; todo?: object }
    for (const each of todo ? [todo] : todos) {
      const { uid, serial, title } = each as { uid: number; serial: number; title: string }
      const sight = { serial, values: each as Sight }
      // Nor does anybody look at a todo of theirs before it is recognised as the one they made.
      if (!this.#firstSight.has(uid) || this.#isUnrecognised(tokenOf(title))) {
        this.#firstSight.set(uid, sight)
      }
    }
  }

  #isUnrecognised(token: string): boolean {
    return this.intents.some(
      (intent) => intent.kind === 'create' && intent.token === token && this.pending(intent),
    )
  }

  /** The user has looked at this version of it. */
  sighted(todo: Todo | null): void {
    if (!todo) return
    const { title, description, priority, dueDate, extra } = todo
    const values = { title, description, priority, due_date: dueDate }
    this.#firstSight.set(Number(extra.uid), { serial: Number(extra.serial), values })
  }

  /** Who made the todo of this uid, and under which token. */
  maker(uid: number): Pick<ServerTodo, 'by' | 'token'> | null {
    return this.#makers.get(uid) ?? null
  }

  /** How many of the client's creations under this token the server has had. */
  made(token: string): number {
    return this.#creations.get(token) ?? 0
  }

  /** A frame of the client is about to be carried out on this todo. */
  touches(todo: ServerTodo, frame: Frame): void {
    const meant = this.intents.filter((intent) => isOn(intent, todo))
    if (frame.knew?.uid !== todo.uid) {
      // The id was given again while the frame was on its way. Another device's doing cannot be
      // seen by any client; our own creation under bytes of ours could.
      if (todo.by === 'other' && meant.length === 0) return void this.#raced.add(todo.uid)
    }
    const kind = frame.action === 'update_todo' ? 'update' : 'delete'
    const asked = meant.filter((intent) => intent.kind === kind || intent.kind === 'create')
    if (!asked.some((intent) => intent.kind === kind)) {
      return this.#note('wrong', `${frame.action} hit ${todo.token} #${todo.id}, never asked`)
    }
    if (kind === 'delete') this.#deletesBlindly(todo, frame, asked)
    for (const [name, value] of Object.entries(frame.fields)) {
      const field = name as FieldName
      const written = todo.written[field]
      if (written.by === 'us' || todo.fields[field] === this.kept({ [field]: value })[field])
        continue
      const told = frame.knew !== null && frame.knew.serial >= written.serial
      const seen =
        this.#firstSeen(todo) >= written.serial ||
        // Back to what it was made on: nobody can tell that it was anything else in between.
        same(this.#firstSight.get(todo.uid)?.values[field], todo.fields[field]) ||
        asked.some(
          (intent) =>
            intent.fields[field] !== undefined &&
            (intent.knew >= written.serial || same(intent.saw[field], todo.fields[field])),
        )
      if (told && !seen) {
        this.#note('wrong', `${field} of ${todo.token} overwritten without asking`)
      }
    }
  }

  /** The client offered this todo for removal, or put it to review. */
  offered(token: string, id: number): void {
    this.#offered.set(token, (this.#offered.get(token) ?? new Set()).add(id))
  }

  /** Done, and undone by another device before the client could see it: to it, it never arrived. */
  wasUnseen({ entity, token, kind }: Pick<Intent, 'entity' | 'token' | 'kind'>): boolean {
    if (kind !== 'update') return this.#unseen.has(token)
    const asked = this.intents.filter((one) => one.entity === entity && one.kind === 'update')
    return [...this.now()].some((todo) =>
      asked.some((intent) =>
        FIELD_NAMES.some(
          (name) =>
            isOn(intent, todo) && intent.satisfied.has(name) && todo.written[name].by === 'other',
        ),
      ),
    )
  }

  #firstSeen({ uid }: ServerTodo): number {
    return this.#firstSight.get(uid)?.serial ?? 0
  }

  #deletesBlindly(todo: ServerTodo, frame: Frame, asked: readonly Intent[]): void {
    const known = Math.max(this.#firstSeen(todo), ...asked.map((intent) => intent.knew))
    const changed = FIELD_NAMES.some((name) => {
      const { by, serial } = todo.written[name]
      const told = serial <= (frame.knew?.serial ?? 0)
      const unseen = !asked.some((intent) => same(intent.saw[name], todo.fields[name]))
      return by === 'other' && serial > known && told && unseen
    })
    if (changed) this.#note('wrong', `${todo.token} deleted although others had changed it`)
  }

  /** The server keeps a copy of itself as it is now. */
  backedUp(): void {
    this.say(() => 'server: a copy is kept')
    this.#copied = { creations: new Map(this.#creations), removed: new Map(this.#removedByOthers) }
  }

  /** The copy took the database's place. What was settled since is undone by that, not by us. */
  restored(before: readonly ServerTodo[]): void {
    this.say(() => 'server: the copy is put back')
    const gone = this.#removedByOthers
    this.#creations = new Map(this.#copied.creations)
    this.#removedByOthers = new Map(this.#copied.removed)
    const kept = new Map(this.#creations)
    for (const intent of this.intents) {
      if (intent.void) continue
      if (!this.pending(intent)) this.#undo(intent, kept)
      // Its todo was gone already: what comes back is not what the user wanted gone.
      else if (intent.kind === 'delete' && (intent.uid !== null || gone.has(intent.token))) {
        intent.pardoned ||= !before.some((todo) => isOn(intent, todo))
      }
    }
    // What is asked of a todo may be just what the copy has.
    for (const todo of this.now()) this.#satisfy(this.intents, todo)
  }

  /** Of a settled intent, only what the copy shows is still demanded. */
  #undo(intent: Intent, kept: Map<string, number>): void {
    const on = [...this.now()].filter((todo) => isOn(intent, todo))
    if (intent.kind === 'delete') {
      intent.void = on.length > 0
      return
    }
    for (const name of Object.keys(intent.fields) as FieldName[]) {
      if (!on.some((todo) => this.#holds(intent, name, todo))) intent.dropped.add(name)
    }
    if (intent.kind !== 'create') return
    const left = kept.get(intent.token) ?? 0
    if (left > 0) kept.set(intent.token, left - 1)
    else intent.void = true
  }

  /** The end: nothing is under way any more. */
  judge(): Verdict {
    const todos = [...this.now()]
    const creates = new Map<string, Intent[]>()
    for (const intent of this.intents) {
      if (intent.kind !== 'create') continue
      creates.set(intent.token, [...(creates.get(intent.token) ?? []), intent])
    }
    for (const [token, all] of creates) this.#judgeCreations(token, all, todos)
    for (const token of this.#creations.keys()) {
      const made = this.#creations.get(token) ?? 0
      if (!creates.has(token) && made > 0) this.#note('wrong', `${token} made, never asked`)
    }
    for (const todo of todos) this.#judgeFields(todo)
    this.#judgeDeletes(todos, creates)
    return this.verdict
  }

  #judgeCreations(token: string, all: readonly Intent[], todos: readonly ServerTodo[]): void {
    const wanted = all.filter((intent) => !intent.void)
    const cancelled = this.intents.filter(
      (intent) => intent.kind === 'delete' && intent.token === token && !intent.void,
    ).length
    const made = this.#creations.get(token) ?? 0
    const most = wanted.length + (this.#unseen.get(token) ?? 0)
    if (made > most) {
      this.#note('duplicated', `${token}: ${made} made of ${most}`, made - most)
      this.unoffered += Math.max(0, made - most - (this.#offered.get(token)?.size ?? 0))
    }
    const least = wanted.length - cancelled
    if (made + (this.#copies.get(token) ?? 0) < least)
      this.#note('lost', `${token}: ${made} made of ${least}`, least - made)
    const removed = this.#removedByOthers.get(token) ?? 0
    const there = todos.filter((todo) => todo.by === 'us' && todo.token === token).length
    if (there < made - cancelled - removed) this.#note('wrong', `${token} gone without being asked`)
  }

  #judgeDeletes(
    todos: readonly ServerTodo[],
    creates: ReadonlyMap<string, readonly Intent[]>,
  ): void {
    for (const intent of this.intents) {
      if (intent.kind !== 'delete' || intent.void || intent.pardoned) continue
      const there = todos.filter((todo) =>
        intent.uid === null ? isOn(intent, todo) : intent.uid === todo.uid,
      )
      const siblings = (creates.get(intent.token) ?? []).filter((create) => !create.void).length
      const deletes = this.intents.filter(
        (other) => other.kind === 'delete' && !other.void && other.token === intent.token,
      ).length
      if (there.length > (intent.uid === null ? Math.max(0, siblings - deletes) : 0)) {
        this.#note('lost', `the deletion of ${intent.token}`)
      }
    }
  }

  #judgeFields(todo: ServerTodo): void {
    const on = this.intents.filter((intent) => isOn(intent, todo))
    const twins = on.filter((intent) => intent.kind === 'create').length
    if (this.#raced.has(todo.uid) || twins > 1) return
    for (const name of Object.keys(todo.fields) as FieldName[]) {
      const last = on.findLast(
        (intent) =>
          intent.kind !== 'delete' &&
          !intent.void &&
          !intent.dropped.has(name) &&
          intent.fields[name] !== undefined,
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
      if (!last.satisfied.has(name)) {
        this.#note('lost', `${name} of ${todo.token}: ${String(last.fields[name])} never arrived`)
      } else if (by === 'us' && !this.#holds(last, name, todo)) {
        this.#note('wrong', `${name} of ${todo.token} fell back to ${String(todo.fields[name])}`)
      }
    }
  }

  #satisfy(intents: readonly Intent[], todo: ServerTodo): void {
    for (const intent of intents) {
      if (!isOn(intent, todo)) continue
      for (const name of Object.keys(intent.fields) as FieldName[]) {
        if (this.#holds(intent, name, todo)) intent.satisfied.add(name)
      }
    }
  }

  #holds(intent: Intent, name: FieldName, todo: ServerTodo): boolean {
    const wanted = this.kept(intent.fields)[name]
    return same(wanted, todo.fields[name])
  }

  #note(what: 'lost' | 'duplicated' | 'wrong', note: string, count = 1): void {
    this.verdict[what] += count
    this.verdict.notes.push(`${what}: ${note}`)
  }
}

/** Names of the fields in the program and on the wire. */
export function wireName(field: TodoField): FieldName {
  return field === 'dueDate' ? 'due_date' : field
}

/** Whether an intent is about this todo, or about one that was made again of it. */
function isOn({ uid, token }: Intent, todo: ServerTodo): boolean {
  // Another device's copy of ours (only without the bounds) counts as one with it.
  const ours = todo.by === 'us' || todo.token.startsWith('c')
  return uid === todo.uid || (ours && token === todo.token)
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') {
    return squeeze(a) === squeeze(b) || (/^\d{4}-/.test(a) && Date.parse(a) === Date.parse(b))
  }
  return (a ?? '') === (b ?? '')
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function count(map: Map<string, number>, key: string, by: number): void {
  map.set(key, (map.get(key) ?? 0) + by)
}

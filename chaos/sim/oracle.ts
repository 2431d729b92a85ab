import type { Todo } from '../../src-shared/domain/todo'
import { isOn, same, type Asked, type Intent } from './intent'
import { Judge, type Verdict } from './judge'
import { readFields } from './read-frame'
import type { Frame } from './server'
import {
  FIELD_NAMES,
  tokenOf,
  type By,
  type FieldName,
  type Fields,
  type ServerTodo,
} from './server-todo'
import { Told } from './told'

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
  /** A creation whose todo the user has pointed out. */
  taken: (intent: Intent) => boolean = () => false
  /** Where somebody reads along. */
  say: (line: () => string) => void = () => undefined
  readonly verdict: Verdict = { lost: 0, duplicated: 0, wrong: 0, notes: [] }
  /** Creations by the client that still stand, by token. */
  #creations = new Map<string, number>()
  #removedByOthers = new Map<string, number>()
  readonly #told = new Told()
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
    const open = { void: false, pardoned: false, carriedOut: false, undone: false }
    const fields = { dropped: new Set<FieldName>(), satisfied: new Set<FieldName>() }
    const whole: Intent = { ...intent, ...open, ...fields, needless: new Set() }
    const at = after ? this.intents.indexOf(after) + 1 : this.intents.length
    this.intents.splice(at, 0, whole)
    for (const todo of this.now()) if (isOn(whole, todo)) this.#satisfy([whole], todo)
    return whole
  }

  created(todo: ServerTodo): void {
    this.say(() => `server: ${todo.token} #${todo.id} (${todo.uid}) created by ${todo.by}`)
    count(todo.by === 'us' ? this.#creations : this.#copies, todo.token, 1)
    this.#makers.set(todo.uid, todo)
    if (todo.by === 'us') this.#told.made(todo.uid, todo.written.title.serial)
    this.#satisfy(this.intents, todo)
  }

  written(todo: ServerTodo): void {
    const { token, id, uid, fields } = todo
    this.say(() => `server: ${token} #${id} (${uid}) is ${JSON.stringify(fields)}`)
    this.#satisfy(this.intents, todo)
    for (const one of this.intents) {
      if (one.kind !== 'update' || !isOn(one, todo)) continue
      const byOther = [...one.satisfied].filter((name) => todo.written[name].by === 'other')
      one.undone ||= byOther.some((name) => !this.#holds(one, name, todo))
    }
  }

  removed(todo: ServerTodo, by: By): void {
    this.say(() => `server: ${todo.token} #${todo.id} (${todo.uid}) removed by ${by}`)
    if (by === 'us') {
      const wishes = this.intents.filter((one) => one.kind === 'delete' && isOn(one, todo))
      const open = wishes.find((one) => !one.carriedOut)
      if (open) open.carriedOut = true
      return
    }
    if (todo.by === 'other') return
    count(this.#removedByOthers, todo.token, 1)
    // Gone before the client has ever seen it: to the client it never arrived.
    const creations = this.intents.filter((one) => one.kind === 'create' && isOn(one, todo))
    if (creations.some(this.pending)) count(this.#unseen, todo.token, 1)
  }

  /** The client hears of todos: what it is told of one for the first time nobody could know before. */
  delivered(message: object): void {
    const { todos = [], todo } = message as { todos?: object[]; todo?: object }
    for (const each of todo ? [todo] : todos) {
      const { uid, serial, title } = each as { uid: number; serial: number; title: string }
      this.#told.hears(uid, serial, readFields(each))
      const open = this.intents.filter(
        ({ kind, token }) => kind === 'create' && token === tokenOf(title),
      )
      if (open.some(this.pending)) this.#told.unrecognised(uid, serial)
    }
  }

  /** The user has looked at this version of it. */
  sighted(todo: Todo | null): void {
    if (!todo) return
    const { uid, serial } = todo.extra
    this.#told.looked(Number(uid), Number(serial))
  }

  /** A todo on the server has this value of the intent. */
  isThere(intent: Intent, name: FieldName): boolean {
    return [...this.now()].some((todo) => isOn(intent, todo) && this.#holds(intent, name, todo))
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
    if (kind === 'delete') this.#deletesBlindly(todo, frame, asked, meant)
    for (const [name, value] of Object.entries(frame.fields)) {
      const field = name as FieldName
      const written = todo.written[field]
      if (written.by === 'us' || todo.fields[field] === this.kept({ [field]: value })[field])
        continue
      const told = frame.knew !== null && frame.knew.serial >= written.serial
      const seen =
        this.#told.known(todo, field) >= written.serial ||
        this.#told.isBack(todo, field) ||
        asked.some(
          (intent) =>
            intent.fields[field] !== undefined &&
            (intent.knew >= written.serial || same(intent.saw[field], todo.fields[field])),
        ) ||
        // What another has set is what we had asked for, too.
        this.#ownValue(asked, field, todo)
      if (told && !seen) {
        this.#note('wrong', `${field} of ${todo.token} overwritten without asking`)
      }
    }
  }

  /** Asked for under the same name, be it of a todo that had the id before. */
  #ownValue(asked: readonly Intent[], field: FieldName, todo: ServerTodo): boolean {
    const names = new Set(asked.map(({ entity }) => entity))
    return this.intents.some(
      ({ entity, fields }) =>
        names.has(entity) && fields[field] !== undefined && same(fields[field], todo.fields[field]),
    )
  }

  /** The client offered this todo for removal, or put it to review. */
  offered(token: string, id: number): void {
    this.#offered.set(token, (this.#offered.get(token) ?? new Set()).add(id))
  }

  /** Done, and undone by another device before the client could see it: to it, it never arrived. */
  wasUnseen({ entity, token, kind }: Pick<Intent, 'entity' | 'token' | 'kind'>): boolean {
    if (kind !== 'update') {
      // Of two that ask for the same, either may have been taken for the other.
      const asked = this.intents.filter((one) => one.kind === 'create' && one.token === token)
      return this.#unseen.has(token) || asked.length > 1
    }
    return this.intents.some(
      (intent) => intent.entity === entity && intent.kind === 'update' && intent.undone,
    )
  }

  #deletesBlindly(
    todo: ServerTodo,
    frame: Frame,
    asked: readonly Intent[],
    meant: readonly Intent[],
  ): void {
    const knew = Math.max(...asked.map((intent) => intent.knew))
    const changed = FIELD_NAMES.some((name) => {
      const known = Math.max(this.#told.known(todo, name), knew)
      const { by, serial } = todo.written[name]
      const told = serial <= (frame.knew?.serial ?? 0)
      const unseen = !asked.some((intent) => same(intent.saw[name], todo.fields[name]))
      // The very change that we had under way, made by another: it counts as ours.
      const ours = meant.some(
        ({ kind, fields }) => kind === 'update' && same(fields[name], todo.fields[name]),
      )
      const news = by === 'other' && serial > known && told && unseen
      return news && !ours && !this.#told.isBack(todo, name)
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
      if (!this.pending(intent) || this.taken(intent)) this.#undo(intent, kept)
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
    const judge = new Judge(
      {
        ...{ intents: this.intents, creations: this.#creations, copies: this.#copies },
        ...{ removedByOthers: this.#removedByOthers, offered: this.#offered },
        ...{ unseen: this.#unseen, raced: this.#raced },
        holds: (intent, name, todo) => this.#holds(intent, name, todo),
      },
      [...this.now()],
      this.verdict,
    )
    judge.judge()
    this.unoffered = judge.unoffered
    return this.verdict
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

function count(map: Map<string, number>, key: string, by: number): void {
  map.set(key, (map.get(key) ?? 0) + by)
}

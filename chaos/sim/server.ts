import type { Random } from '../random'
import { createdAtOf, dateOf, kept, type Dialect } from './dialect'
import type { ModelConnection } from './line'
import type { Oracle } from './oracle'
import {
  FIELD_NAMES,
  tokenOf,
  type By,
  type Fields,
  type FieldName,
  type ServerTodo,
} from './server-todo'
import type { SimTime } from './time'

/** A frame of the client, with what the client knew when it wrote it (for the oracle only). */
export interface Frame {
  readonly action: string
  readonly todoId: number | null
  readonly fields: Partial<Fields>
  /** The uid its cache held for that id, and how far it knew that todo's writes. */
  readonly knew: { readonly uid: number; readonly serial: number } | null
}

/** The todo server: its table, its habits and its sessions. */
export class ModelServer {
  readonly dialect: Dialect
  readonly #time: SimTime
  readonly #random: Random
  readonly #oracle: Oracle
  #todos = new Map<number, ServerTodo>()
  #copy: Map<number, ServerTodo> | null = null
  #highest = 0
  #uid = 0
  #serial = 0
  up = true
  /** Counts its databases: another copy means another process. */
  generation = 0
  readonly sessions = new Set<ModelConnection>()

  constructor(dialect: Dialect, time: SimTime, random: Random, oracle: Oracle) {
    this.dialect = dialect
    this.#time = time
    this.#random = random
    this.#oracle = oracle
    oracle.now = () => this.#todos.values()
  }

  get todos(): readonly ServerTodo[] {
    return [...this.#todos.values()]
  }

  /** Does what a frame asks for; `session` is null where the connection is dead and only its bytes came. */
  handle(frame: Frame, session: ModelConnection | null): void {
    if (frame.action === 'get_all_todos') return session?.say(this.list())
    const { title } = frame.fields
    if (title?.includes('forbidden')) {
      session?.say({ type: 'error', message: 'title is forbidden' })
      return
    }
    if (title?.includes('poison') && !title.includes('poisonlate')) return session?.crash()
    if (this.#random.chance(this.dialect.ignored)) return
    const done = this.#apply(frame, session)
    if (title?.includes('poisonlate')) return session?.crash()
    if (!done) session?.say({ type: 'error', message: 'Todo not found' })
  }

  list(): object {
    return { type: 'todos_list', todos: this.todos.map((todo) => this.#wire(todo)) }
  }

  create(fields: Partial<Fields>, by: By, from: ModelConnection | null = null): ServerTodo {
    const id = this.#nextId()
    const given = kept(this.dialect, fields)
    const all: Fields = {
      title: '',
      description: null,
      completed: false,
      priority: this.dialect.defaultPriority,
      due_date: null,
      ...given,
    }
    const written = { by, serial: ++this.#serial }
    const todo: ServerTodo = {
      ...{ uid: ++this.#uid, id, createdAt: this.#time.wall, by, token: tokenOf(all.title) },
      fields: all,
      written: {
        ...{ title: written, description: written, completed: written, priority: written },
        due_date: written,
      },
    }
    this.#todos.set(id, todo)
    this.#oracle.created(todo)
    this.#tell({ type: 'todo_created', todo: this.#wire(todo) }, by, from)
    return todo
  }

  update(
    todo: ServerTodo,
    fields: Partial<Fields>,
    by: By,
    from: ModelConnection | null = null,
  ): void {
    const given = kept(this.dialect, fields)
    const serial = ++this.#serial
    // Nobody can tell that a value was replaced by itself.
    const names = FIELD_NAMES.filter(
      (name) => given[name] !== undefined && (by === 'us' || given[name] !== todo.fields[name]),
    )
    todo.fields = { ...todo.fields, ...given }
    todo.written = {
      ...todo.written,
      ...Object.fromEntries(names.map((name): [FieldName, object] => [name, { by, serial }])),
    }
    this.#oracle.written(todo)
    this.#tell({ type: 'todo_updated', todo: this.#wire(todo) }, by, from)
  }

  remove(todo: ServerTodo, by: By, from: ModelConnection | null = null): void {
    this.#todos.delete(todo.id)
    this.#oracle.removed(todo, by)
    this.#tell({ type: 'todo_deleted', todo_id: todo.id }, by, from)
  }

  /** Keeps a copy, as a nightly backup does. */
  backUp(): void {
    this.#oracle.backedUp()
    this.#copy = new Map([...this.#todos].map(([id, todo]) => [id, { ...todo }]))
  }

  /** Somebody puts the backup in the database's place: every session ends. */
  restore(): boolean {
    if (!this.#copy) return false
    const before = new Map(this.todos.map((todo) => [todo.uid, todo]))
    for (const session of [...this.sessions]) session.cut(1006)
    this.generation += 1
    this.#todos = this.#copy
    this.#copy = null
    const serial = ++this.#serial
    for (const todo of this.#todos.values()) {
      const was = before.get(todo.uid)
      for (const name of FIELD_NAMES) {
        if (was && was.fields[name] === todo.fields[name]) {
          todo.written = { ...todo.written, [name]: was.written[name] }
        } else todo.written = { ...todo.written, [name]: { by: 'other', serial } }
      }
    }
    this.#oracle.restored([...before.values()])
    return true
  }

  /** An `error` that belongs to nothing of ours. */
  grumble(): void {
    for (const session of this.sessions) session.say({ type: 'error', message: 'Mail not sent' })
  }

  #apply(frame: Frame, session: ModelConnection | null): boolean {
    if (frame.action === 'create_todo') {
      this.create(frame.fields, 'us', session)
      return true
    }
    const todo = this.#todos.get(frame.todoId ?? -1)
    if (!todo) return false
    this.#oracle.touches(todo, frame)
    if (frame.action === 'update_todo') this.update(todo, frame.fields, 'us', session)
    else this.remove(todo, 'us', session)
    return true
  }

  #nextId(): number {
    if (!this.dialect.reusesIds) return ++this.#highest
    let highest = 0
    for (const id of this.#todos.keys()) highest = Math.max(highest, id)
    return highest + 1
  }

  #tell(message: object, by: By, from: ModelConnection | null): void {
    const { confirms, unanswered } = this.dialect
    const mute = by === 'us' && (confirms === 'others' || this.#random.chance(unanswered))
    for (const session of this.sessions) {
      if (session === from && mute) continue
      session.say(message)
    }
  }

  #wire({ uid, id, createdAt, fields, written }: ServerTodo): object {
    const { completed, due_date, ...rest } = fields
    const { doneField } = this.dialect
    let serial = 0
    for (const name of FIELD_NAMES) serial = Math.max(serial, written[name].serial)
    return {
      ...{ ...rest, id, [doneField]: completed, due_date: dateOf(this.dialect, due_date) },
      ...{ created_at: createdAtOf(this.dialect, createdAt), uid, serial },
    }
  }
}

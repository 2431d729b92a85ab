import { squeeze } from './intent'
import { FIELD_NAMES, type FieldName, type Fields, type ServerTodo } from './server-todo'

/** What the client has been told of each todo, and when: nobody can be blamed for what they could not know. */
export class Told {
  /** By uid, the last write in the first version that the client was told of. */
  readonly #first = new Map<number, number>()
  /** By uid, the last write in the version that the user has looked at. */
  readonly #looked = new Map<number, number>()
  /** By uid, the write that was our creation: of what came of it later nobody here knew anything. */
  readonly #made = new Map<number, number>()
  /** By uid and value of a field, the version with which the client was first told of it. */
  readonly #values = new Map<string, number>()

  hears(uid: number, serial: number, fields: Partial<Fields>): void {
    if (!this.#first.has(uid)) this.#first.set(uid, serial)
    for (const name of FIELD_NAMES) {
      const key = valueKey(uid, name, fields[name])
      if (!this.#values.has(key)) this.#values.set(key, serial)
    }
  }

  /** Our own creation has become this todo. */
  made(uid: number, serial: number): void {
    this.#made.set(uid, serial)
  }

  /** Our creation is not recognised yet: a priority may still be taken for the server's choice. */
  unrecognised(uid: number, serial: number): void {
    this.#first.set(uid, serial)
  }

  /** The user has looked at this version. */
  looked(uid: number, serial: number): void {
    this.#looked.set(uid, serial)
  }

  /** The last write of a field that they must have known; 0 for none. */
  known({ uid }: ServerTodo, name: FieldName): number {
    // Whether the server has chosen a priority or another device, nobody can tell at first.
    const made = name === 'priority' ? undefined : this.#made.get(uid)
    return Math.max(made ?? this.#first.get(uid) ?? 0, this.#looked.get(uid) ?? 0)
  }

  /** Others put back what the client had been told before: nobody can tell that it was anything else in between. */
  isBack(todo: ServerTodo, name: FieldName): boolean {
    const since = this.#values.get(valueKey(todo.uid, name, todo.fields[name]))
    return since !== undefined && since < todo.written[name].serial
  }
}

function valueKey(uid: number, name: FieldName, value: unknown): string {
  const text = name === 'due_date' && typeof value === 'string' ? Date.parse(value) : value
  return `${uid} ${name} ${typeof text === 'string' ? squeeze(text) : String(text ?? '')}`
}

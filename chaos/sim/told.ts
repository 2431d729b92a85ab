import { squeeze } from './intent'
import { FIELD_NAMES, type FieldName, type Fields, type ServerTodo } from './server-todo'

/** What the client has been told of each todo, and when: nobody can be blamed for what they could not know. */
export class Told {
  /** By uid, the last write that was in the first version the client saw. */
  readonly #firstSight = new Map<number, number>()
  /** By uid and value of a field, the version with which the client was first told of it. */
  readonly #values = new Map<string, number>()

  hears(uid: number, serial: number, fields: Partial<Fields>): void {
    for (const name of FIELD_NAMES) {
      const key = valueKey(uid, name, fields[name])
      if (!this.#values.has(key)) this.#values.set(key, serial)
    }
  }

  knows(uid: number): boolean {
    return this.#firstSight.has(uid)
  }

  /** This version is the first that they have looked at. */
  sighted(uid: number, serial: number): void {
    this.#firstSight.set(uid, serial)
  }

  /** The last write in the first version they saw; 0 for none. */
  firstSeen({ uid }: ServerTodo): number {
    return this.#firstSight.get(uid) ?? 0
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

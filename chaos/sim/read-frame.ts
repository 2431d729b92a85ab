import type { Todo } from '../../src-shared/domain/todo'
import type { Frame } from './server'
import type { Fields } from './server-todo'

/** A frame as the server reads it, with what the client's cache held of that todo (for the oracle). */
export function readFrame(text: string, cached: (id: number) => Todo | null): Frame {
  const { action, todo_id, payload } = JSON.parse(text) as {
    action: string
    todo_id?: number
    payload?: Record<string, unknown> | null
  }
  const known = todo_id === undefined ? null : cached(todo_id)
  return {
    action,
    todoId: todo_id ?? null,
    fields: readFields(payload ?? {}),
    knew: known ? { uid: Number(known.extra.uid), serial: Number(known.extra.serial) } : null,
  }
}

/** The fields of a payload or of a todo on the wire, whatever its done field is called. */
export function readFields(payload: object): Partial<Fields> {
  const { completed, is_completed, done, ...rest } = payload as Record<string, unknown>
  const flag = completed ?? is_completed ?? done
  return { ...rest, ...(flag === undefined ? {} : { completed: flag }) } as Partial<Fields>
}

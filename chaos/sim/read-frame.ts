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
  const { completed, is_completed, done, ...rest } = payload ?? {}
  const flag = completed ?? is_completed ?? done
  const fields = { ...rest, ...(flag === undefined ? {} : { completed: flag }) }
  return {
    action,
    todoId: todo_id ?? null,
    fields: fields as Partial<Fields>,
    knew: known ? { uid: Number(known.extra.uid), serial: Number(known.extra.serial) } : null,
  }
}

import type { Todo, TodoPatch } from '../../../src-shared/domain/todo'
import type { JsonObject } from '../../../src-shared/json'

/** The four messages a client of the todo server sends, as text frames. */
export function encodeGetAll(): string {
  return JSON.stringify({ action: 'get_all_todos', payload: null })
}

export function encodeCreate(
  fields: TodoPatch & { title: string },
  doneField: Todo['doneField'],
): string {
  return JSON.stringify({ action: 'create_todo', payload: body(fields, doneField) })
}

/** Only the fields that are given: what is absent stays as the server has it. */
export function encodeUpdate(
  todoId: number,
  fields: TodoPatch,
  doneField: Todo['doneField'],
): string {
  return JSON.stringify({
    action: 'update_todo',
    todo_id: todoId,
    payload: body(fields, doneField),
  })
}

export function encodeDelete(todoId: number): string {
  return JSON.stringify({ action: 'delete_todo', todo_id: todoId })
}

function body(fields: TodoPatch, doneField: Todo['doneField']): JsonObject {
  const { title, description, completed, priority, dueDate } = fields
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(completed === undefined ? {} : { [doneField]: completed }),
    ...(priority === undefined ? {} : { priority }),
    ...(dueDate === undefined ? {} : { due_date: dueDate }),
  }
}

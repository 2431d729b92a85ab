import type { Todo } from '../../../src-shared/domain/todo'
import type { Json } from '../../../src-shared/json'
import {
  badAnswer,
  decodeEach,
  extraOf,
  isObject,
  needObject,
  readFlag,
  readInteger,
  readText,
} from '../read'
import type { Decoded } from '../read'

export const DONE_FIELDS = ['completed', 'is_completed', 'done'] as const

const KNOWN = new Set<string>([
  'id',
  'title',
  'description',
  'priority',
  'due_date',
  'created_at',
  'updated_at',
  ...DONE_FIELDS,
])

/**
 * One todo. The done flag is read under whichever name this server uses, which is kept so that
 * updates answer with it. Only the id must be there: it is what everything else hangs on.
 * @throws AppFailure `net.badAnswer`
 */
export function decodeTodo(value: unknown, endpoint: string): Todo {
  const todo = readTodo(needObject(value, endpoint, 'a todo'))
  if (todo === null) throw badAnswer(endpoint, 'a todo without an integer id')
  return todo
}

function readTodo(from: Json): Todo | null {
  if (!isObject(from)) return null
  const id = readInteger(from.id ?? from.todo_id)
  if (id === null) return null
  const doneField = DONE_FIELDS.find((name) => readFlag(from[name]) !== null) ?? 'completed'
  return {
    id,
    title: typeof from.title === 'string' ? from.title : (readText(from.title) ?? ''),
    description: readText(from.description),
    completed: readFlag(from[doneField]) ?? false,
    priority: readText(from.priority),
    dueDate: readText(from.due_date),
    createdAt: readText(from.created_at),
    updatedAt: readText(from.updated_at),
    doneField,
    extra: extraOf(from, KNOWN),
  }
}

/** The whole list. An entry without an id is left out: nothing could refer to it. */
export function decodeTodoList(list: readonly Json[], endpoint: string): Decoded<Todo> {
  return decodeEach(list, endpoint, readTodo, (todo) => todo.id)
}

import type { TodoHabits, TodoTraits } from '../dialects/traits'
import type { Todo } from './todo-store'

export type TodoShape = Pick<TodoTraits, 'payload' | 'deletedId' | 'done' | 'errorField' | 'dates'>

/** A todo as this version of the server writes it. */
export function todoView(todo: Todo, { done, dates }: TodoShape): object {
  const { completed, created_at, updated_at, ...rest } = todo
  // Only what the user sets is cut to the day; the server knows its own times.
  const stamp = (iso: string): string => (dates === 'utc' ? pythonIso(iso) : iso)
  return {
    ...rest,
    [done]: completed,
    created_at: stamp(created_at),
    updated_at: stamp(updated_at),
  }
}

export function listMessage(todos: readonly Todo[], shape: TodoShape): object {
  const field = shape.payload === 'own' ? 'todos' : shape.payload
  return { type: 'todos_list', [field]: todos.map((todo) => todoView(todo, shape)) }
}

export function todoMessage(
  type: 'todo_created' | 'todo_updated',
  todo: Todo,
  shape: TodoShape,
): object {
  const field = shape.payload === 'own' ? 'todo' : shape.payload
  return { type, [field]: todoView(todo, shape) }
}

export function deletedMessage(id: number, { payload, deletedId }: TodoShape): object {
  const type = 'todo_deleted'
  if (deletedId === 'top' || payload === 'own') return { type, todo_id: id }
  return { type, [payload]: { todo_id: id } }
}

/** A due date as the server stores it. @param date one that `Date` can read */
export function storedDate(date: string, dates: TodoHabits['dates']): string {
  switch (dates) {
    case 'as-sent':
      return date
    case 'utc':
      return pythonIso(date)
    case 'day':
      return new Date(date).toISOString().slice(0, 10)
  }
}

/** What `datetime.isoformat()` writes: an offset instead of Z, and six digits or none. */
function pythonIso(date: string): string {
  const [seconds = '', millis = ''] = new Date(date).toISOString().slice(0, -1).split('.')
  return `${seconds}${millis === '000' ? '' : `.${millis}000`}+00:00`
}

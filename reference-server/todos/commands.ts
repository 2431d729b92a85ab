import type { Dialect } from '../dialect'
import type { TodoStore } from './todo-store'
import { readCreate, readPatch, TodoError } from './validate'

export interface CommandResult {
  /** `all`: a change that every socket of the user hears of; `sender`: an answer. */
  to: 'sender' | 'all'
  message: object
}

/** What the todo server does with one message of one user; no sockets here. */
export class TodoCommands {
  constructor(
    private readonly store: TodoStore,
    private readonly dialect: Dialect,
  ) {}

  list(owner: number): object {
    return { type: 'todos_list', [this.dialect.todos.payloadField]: this.store.list(owner) }
  }

  /** Never throws for what a client sent: a refusal is an `error` message to the sender. */
  handle(owner: number, message: Record<string, unknown>): CommandResult {
    try {
      return this.#run(owner, message)
    } catch (error) {
      if (error instanceof TodoError) return { to: 'sender', message: errorMessage(error.message) }
      throw error
    }
  }

  #run(owner: number, { action, todo_id, payload }: Record<string, unknown>): CommandResult {
    const field = this.dialect.todos.payloadField
    switch (action) {
      case 'get_all_todos':
        return { to: 'sender', message: this.list(owner) }
      case 'create_todo': {
        const todo = this.store.create(owner, readCreate(payload))
        return { to: 'all', message: { type: 'todo_created', [field]: todo } }
      }
      case 'update_todo': {
        const todo = this.store.update(owner, readId(todo_id), readPatch(payload))
        if (!todo) throw new TodoError('Todo not found')
        return { to: 'all', message: { type: 'todo_updated', [field]: todo } }
      }
      case 'delete_todo': {
        const id = readId(todo_id)
        if (!this.store.delete(owner, id)) throw new TodoError('Todo not found')
        return { to: 'all', message: { type: 'todo_deleted', todo_id: id } }
      }
      default:
        throw new TodoError(`Unknown action: ${String(action).slice(0, 64)}`)
    }
  }
}

export function errorMessage(message: string): object {
  return { type: 'error', message }
}

function readId(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw new TodoError('todo_id: must be a whole number')
}

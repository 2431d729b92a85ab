import type { Faults } from '../control/faults'
import type { TodoTraits } from '../dialects/traits'
import type { TodoStore } from './todo-store'
import { deletedMessage, listMessage, todoMessage } from './todo-view'
import { readCreate, readPatch, TodoError } from './validate'

export interface CommandResult {
  /** An answer to the `sender`, or a change that `all` sockets of the user hear of, or all `others`. */
  to: 'sender' | 'all' | 'others'
  message: object
}

/** What the todo server does with one message of one user; no sockets here. */
export class TodoCommands {
  constructor(
    private readonly store: TodoStore,
    private readonly dialect: TodoTraits,
    private readonly faults: Faults,
  ) {}

  list(owner: number): object {
    return listMessage(this.store.list(owner), this.#traits)
  }

  /** Never throws for what a client sent: a refusal is an `error` message to the sender. */
  handle(owner: number, message: Record<string, unknown>): CommandResult {
    try {
      return this.#run(owner, message)
    } catch (error) {
      if (error instanceof TodoError) return { to: 'sender', message: this.error(error.message) }
      throw error
    }
  }

  /** What a client is told; in some versions not what was wrong. */
  error(words: string): object {
    const { errors, errorField } = this.#traits
    const own = errors === 'exact' ? words : 'Something went wrong'
    return { type: 'error', [errorField]: this.faults.todoErrorWords ?? own }
  }

  #run(owner: number, message: Record<string, unknown>): CommandResult {
    const { action, todo_id, payload } = message
    const traits = this.#traits
    const to = traits.confirms
    switch (action) {
      case 'get_all_todos':
        return { to: 'sender', message: this.list(owner) }
      case 'create_todo': {
        const todo = this.store.create(owner, readCreate(payload, traits), traits.ids)
        return { to, message: todoMessage('todo_created', todo, traits) }
      }
      case 'update_todo': {
        const todo = this.store.update(owner, readId(todo_id), readPatch(payload, traits))
        if (!todo) throw new TodoError('Todo not found')
        return { to, message: todoMessage('todo_updated', todo, traits) }
      }
      case 'delete_todo': {
        const id = readId(todo_id)
        if (!this.store.delete(owner, id)) throw new TodoError('Todo not found')
        return { to, message: deletedMessage(id, traits) }
      }
      default:
        throw new TodoError(`Unknown action: ${String(action).slice(0, 64)}`)
    }
  }

  get #traits(): TodoTraits {
    return { ...this.dialect, ...this.faults.todoHabits }
  }
}

function readId(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw new TodoError('todo_id: must be a whole number')
}

import type { TodoHabits } from '../dialects/traits'
import { integer, nullableText, text, type Db, type Row } from '../store/db'

/** A todo as the server sends it. */
export interface Todo {
  id: number
  title: string
  description: string | null
  completed: boolean
  priority: string | null
  due_date: string | null
  owner_id: number
  created_at: string
  updated_at: string
}

export type TodoFields = Pick<Todo, 'title' | 'description' | 'completed' | 'priority' | 'due_date'>

const LAST_ID = 'todos.lastId'

/** Every call names the owner: nobody reaches a todo of somebody else, not even by its id. */
export class TodoStore {
  constructor(
    private readonly db: Db,
    private readonly now: () => number,
  ) {}

  list(owner: number): Todo[] {
    return this.db.all('SELECT * FROM todo WHERE owner_id = ? ORDER BY id', owner).map(toTodo)
  }

  get(owner: number, id: number): Todo | null {
    const row = this.db.get('SELECT * FROM todo WHERE owner_id = ? AND id = ?', owner, id)
    return row ? toTodo(row) : null
  }

  /** @param ids how the id of a deleted todo comes back */
  create(owner: number, fields: TodoFields, ids: TodoHabits['ids']): Todo {
    const at = new Date(this.now()).toISOString()
    const id = this.#nextId(ids)
    const { lastInsertRowid } = this.db.run(
      `INSERT INTO todo (id, owner_id, title, description, completed, priority, due_date, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      owner,
      fields.title,
      fields.description,
      fields.completed ? 1 : 0,
      fields.priority,
      fields.due_date,
      at,
      at,
    )
    return { id: lastInsertRowid, ...fields, owner_id: owner, created_at: at, updated_at: at }
  }

  /** Null leaves the choice to SQLite, which takes the one after the highest there is. */
  #nextId(ids: TodoHabits['ids']): number | null {
    if (ids === 'highest') return null
    if (ids === 'lowest') {
      const row = this.db.get(
        `SELECT MIN(free) AS id FROM (SELECT 1 AS free UNION SELECT id + 1 FROM todo)
         WHERE free NOT IN (SELECT id FROM todo)`,
      )
      return row ? integer(row, 'id') : null
    }
    const row = this.db.get('SELECT COALESCE(MAX(id), 0) AS id FROM todo')
    const highest = Math.max(row ? integer(row, 'id') : 0, Number(this.db.meta(LAST_ID) ?? '0'))
    this.db.setMeta(LAST_ID, String(highest + 1))
    return highest + 1
  }

  /** Null when the owner has no such todo. */
  update(owner: number, id: number, patch: Partial<TodoFields>): Todo | null {
    const before = this.get(owner, id)
    if (!before) return null
    const todo = { ...before, ...patch, updated_at: new Date(this.now()).toISOString() }
    this.db.run(
      `UPDATE todo SET title = ?, description = ?, completed = ?, priority = ?, due_date = ?, updated_at = ?
       WHERE owner_id = ? AND id = ?`,
      todo.title,
      todo.description,
      todo.completed ? 1 : 0,
      todo.priority,
      todo.due_date,
      todo.updated_at,
      owner,
      id,
    )
    return todo
  }

  delete(owner: number, id: number): boolean {
    return this.db.run('DELETE FROM todo WHERE owner_id = ? AND id = ?', owner, id).changes > 0
  }
}

function toTodo(row: Row): Todo {
  return {
    id: integer(row, 'id'),
    title: text(row, 'title'),
    description: nullableText(row, 'description'),
    completed: integer(row, 'completed') === 1,
    priority: nullableText(row, 'priority'),
    due_date: nullableText(row, 'due_date'),
    owner_id: integer(row, 'owner_id'),
    created_at: text(row, 'created_at'),
    updated_at: text(row, 'updated_at'),
  }
}

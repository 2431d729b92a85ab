import type { TodoPatch } from '../../src-shared/domain/todo'
import { onWire } from './server-todo'
import type { World } from './world'

/** Another device of the same user: creates, changes and deletes on the server itself. */
export class OtherDevice {
  #made = 0

  constructor(
    private readonly world: World,
    /** Also makes todos that are identical to ours, at the worst moment. */
    private readonly copies: boolean,
  ) {}

  begin(): void {
    const { random, time, server } = this.world
    for (let n = random.int(0, 4); n > 0; n -= 1) this.#create()
    const actions = random.pick([0, 3, 8, 15])
    for (let n = 0; n < actions; n += 1) time.after(random.next() * 60_000, () => this.#act())
    if (!this.copies) return
    for (let n = 0; n < 4; n += 1) {
      time.after(random.next() * 60_000, () => {
        const open = this.world.life?.rows.find((row) => row.command.kind === 'todo.create')
        if (open?.command.kind !== 'todo.create') return
        const { title, description, priority } = open.command.fields
        server.create(
          { title, ...(description ? { description } : {}), ...(priority ? { priority } : {}) },
          'other',
        )
      })
    }
  }

  /**
   * The same person at another screen: the very edit or deletion that is under way here, once more.
   * @param then hears of an edit
   */
  echo(then: (todoId: number, fields: TodoPatch) => void): void {
    const { random, server, life } = this.world
    const known = life?.rows.filter(({ state }) => state === 'sending' || state === 'ambiguous')
    const row = known?.length ? random.pick(known) : undefined
    if (!row || !server.up) return
    const { command } = row
    if (command.kind !== 'todo.update' && command.kind !== 'todo.delete') return
    const todo = server.todos.find(({ id }) => id === command.todoId)
    if (!todo) return
    if (command.kind === 'todo.delete') server.remove(todo, 'other')
    else {
      server.update(todo, onWire(command.fields), 'other')
      then(todo.id, command.fields)
    }
  }

  #create(): void {
    const { server } = this.world
    server.create({ title: `f${(this.#made += 1)} from elsewhere`, priority: 'low' }, 'other')
  }

  #act(): void {
    const { random, server } = this.world
    if (!server.up) return
    const { todos } = server
    const what = random.next()
    if (what < 0.35 || todos.length === 0) return this.#create()
    const todo = random.chance(0.5) ? todos.at(-1) : random.pick(todos)
    if (!todo) return
    if (what < 0.75) {
      const n = random.int(100, 9_999)
      const fields = random.pick([
        { title: `${todo.token} x${n}` },
        { description: `x${n}` },
        { priority: random.pick(['high', 'low']) },
        { completed: !todo.fields.completed },
        { due_date: new Date(Date.UTC(2026, 4, random.int(1, 28))).toISOString() },
      ])
      return server.update(todo, fields, 'other')
    }
    server.remove(todo, 'other')
    if (random.chance(0.5)) this.#create()
  }
}

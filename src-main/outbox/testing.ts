import type { OutboxCommand, OutboxRow } from '../../src-shared/domain/outbox'
import type { QueueItem } from '../../src-shared/domain/queue'
import type { Todo } from '../../src-shared/domain/todo'
import { openStore } from '../store/open'
import { ManualClock, temporaryFolder } from '../store/testing'
import { TodoStore } from '../store/todos'
import { Decisions } from './decisions'
import { SqliteOutbox } from './outbox'
import { SocketTodoLane } from './todo-lane'
import type { LaneChange, NewRow, TodoLaneOptions } from './types'

export const ANN = 'p:ann'

/** A real database file with an outbox on it, which can be closed and opened again. */
export class Bench {
  readonly folder = temporaryFolder()
  readonly clock = new ManualClock()
  store = openStore(this.folder.file)
  todos = new TodoStore(this.store.db)
  outbox = this.#open()

  #open(): SqliteOutbox {
    return new SqliteOutbox({ db: this.store.db, clock: this.clock, todos: this.todos })
  }

  get decisions() {
    const { db, outbox, todos, clock } = this
    return new Decisions({ db, outbox, todos, clock })
  }

  get db() {
    return this.store.db
  }

  /** As after a new start of the program. */
  reopen(): void {
    this.outbox.dispose()
    this.store.db.close()
    this.store = openStore(this.folder.file)
    this.todos = new TodoStore(this.store.db)
    this.outbox = this.#open()
  }

  end(): void {
    this.outbox.dispose()
    this.store.db.close()
    this.folder.remove()
  }

  ask(command: OutboxCommand, more: Partial<NewRow> = {}): OutboxRow | null {
    return this.outbox.enqueue({
      server: command.kind.startsWith('todo.') ? 'todos' : 'library',
      profileId: 'p',
      account: ANN,
      entity: 'e1',
      command,
      label: 'a change',
      ...more,
    })
  }

  /** Kind and state of each row, by seq. */
  states(account = ANN): string[] {
    return this.outbox.rows(account).map((row) => `${row.command.kind} ${row.state}`)
  }
}

export function todo(id: number, title: string, more: Partial<Todo> = {}): Todo {
  return {
    id,
    title,
    description: null,
    completed: false,
    priority: null,
    dueDate: null,
    createdAt: null,
    updatedAt: null,
    doneField: 'completed',
    extra: {},
    ...more,
  }
}

export function item(id: string, more: Partial<QueueItem> = {}): QueueItem {
  return {
    id,
    seriesId: 'frieren',
    seriesFolder: null,
    seriesTitle: 'Frieren',
    season: 1,
    episode: 1,
    episodeTitle: null,
    state: 'pending',
    group: 'pending',
    priority: null,
    addedAt: null,
    startedAt: null,
    completedAt: null,
    progress: null,
    error: null,
    retryCount: 0,
    ...more,
  }
}

export const create = (title: string): OutboxCommand => ({ kind: 'todo.create', fields: { title } })

/** A lane with a socket that only records. */
export class LaneBench extends Bench {
  readonly frames: { action: string; todo_id?: number; payload?: unknown }[] = []
  readonly told: LaneChange[] = []
  stuck = 0
  writable = true
  lane = this.newLane()

  newLane(more: Pick<TodoLaneOptions, 'mostInFlight'> = {}): SocketTodoLane {
    const lane = new SocketTodoLane({
      ...more,
      account: ANN,
      db: this.db,
      outbox: this.outbox,
      todos: this.todos,
      clock: this.clock,
      onStuck: () => (this.stuck += 1),
    })
    lane.onChange((change) => this.told.push(change))
    return lane
  }

  connect(...list: Todo[]): void {
    this.lane.connected((frame) => {
      if (!this.writable) return false
      this.frames.push(JSON.parse(frame) as (typeof this.frames)[number])
      return true
    })
    this.lane.list(list)
  }

  /** The actions written since the last call. */
  sent(): string[] {
    return this.frames
      .splice(0)
      .map(({ action, todo_id }) => (todo_id === undefined ? action : `${action} ${todo_id}`))
  }

  foreign(): string[] {
    return this.told
      .splice(0)
      .flatMap(({ foreign }) => foreign.map(({ what, title }) => `${what} ${title}`))
  }

  override end(): void {
    this.lane.dispose()
    super.end()
  }
}

import { fail } from '../../src-shared/domain/errors'
import type { OutboxCommand } from '../../src-shared/domain/outbox'
import { UNDO_WINDOW_MS } from '../../src-shared/domain/outbox'
import type { TodoPatch, TodoRow } from '../../src-shared/domain/todo'
import type { MetaOf } from '../../src-shared/state/slices'
import type { ActivityService } from '../activity/service'
import type { Clock } from '../clock'
import type { Where } from '../link/where'
import type { Logger } from '../log'
import { allValues } from '../outbox/fingerprint'
import type { ForeignChange, LaneChange, Outbox, TodoLane } from '../outbox/types'
import { FreshnessMeter } from '../state/freshness'
import { Slice } from '../state/slice'
import type { SocketEnd } from '../transport/closes'
import type { TodoMessage } from '../wire/todos/message'
import { canonicalFields, changedFields } from './fields'
import { ShownTodos } from './fold'

/** A server that repeats itself is not quoted again before it was silent for so long. */
const SAME_COMPLAINT_MS = 10 * 60_000

export interface TodosOptions {
  readonly makeLane: (where: Where) => TodoLane
  readonly outbox: Pick<Outbox, 'enqueue' | 'rows' | 'onChange'>
  readonly activity: Pick<ActivityService, 'add' | 'open'>
  /** Told of what other clients did to the list. */
  readonly others: (changes: readonly ForeignChange[]) => void
  readonly clock: Clock
  readonly log: Logger
  /** A fresh local id for a todo that the server does not know yet. */
  readonly uuid: () => string
}

/** The `todos` slice of the active account: the lane's confirmed list under the outbox's rows. */
export class TodosService {
  readonly slice = new Slice<TodoRow, MetaOf<'todos'>>({
    freshness: { confirmedAt: null, live: false },
  })
  readonly #options: TodosOptions
  readonly #meter: FreshnessMeter
  readonly #folded = new ShownTodos()
  readonly #off: () => void
  #where: Where | null = null
  #lane: TodoLane | null = null
  #offLane: (() => void) | null = null
  #connected = false
  /** What the server said last of nothing in particular, and when (monotonic). */
  #complaint = { text: '', at: Number.NEGATIVE_INFINITY }

  constructor(options: TodosOptions) {
    this.#options = options
    this.#meter = new FreshnessMeter(options.clock, () =>
      this.slice.setMeta({ freshness: this.#meter.value }),
    )
    this.#off = options.outbox.onChange((accounts) => {
      if (this.#where && accounts.has(this.#where.account)) this.#publish()
    })
  }

  /** Switches to another account (null: none): its cache is shown, nothing of the first stays. */
  open(where: Where | null): void {
    this.#offLane?.()
    this.#lane?.dispose()
    this.#connected = false
    this.#complaint = { text: '', at: Number.NEGATIVE_INFINITY }
    this.#where = where
    this.#options.activity.open(where?.account ?? null)
    this.#lane = where ? this.#options.makeLane(where) : null
    this.#offLane = this.#lane?.onChange((change) => this.#laneChanged(change)) ?? null
    this.#meter.reset(this.#lane?.confirmedAt ?? null)
    this.#publish()
  }

  setLive(live: boolean): void {
    this.#meter.setLive(live)
  }

  /** A socket is open; frames go out through `write`. */
  connected(write: (frame: string) => boolean): void {
    this.#connected = true
    this.#lane?.connected(write)
  }

  /** `end` says how the peer or the line ended it; null: we did. */
  disconnected(end: SocketEnd | null): void {
    if (!this.#connected) return
    this.#connected = false
    this.#lane?.disconnected(end)
  }

  /** One message of the server, in order. */
  apply(message: TodoMessage): void {
    const lane = this.#lane
    if (!lane) return
    switch (message.type) {
      case 'list':
        if (message.skipped > 0) {
          this.#options.log.warn('todos: entries not understood', { skipped: message.skipped })
        }
        this.#meter.confirm()
        lane.list(message.todos)
        break
      case 'created':
        this.#meter.confirm()
        lane.created(message.todo)
        break
      case 'updated':
        this.#meter.confirm()
        lane.updated(message.todo)
        break
      case 'deleted':
        this.#meter.confirm()
        lane.deleted(message.todoId)
        break
      case 'error':
        if (!lane.error(message.message)) this.#complained(message.message)
        break
      case 'authError':
      case 'unknown':
        break
    }
  }

  /** Asks for the whole list. Throws `net.unreachable` while there is no connection. */
  refresh(): void {
    if (!this.askForList()) {
      throw fail('net.unreachable', 'The todo server is not connected')
    }
  }

  /** The same, false while there is no connection. All lists are asked for here: the lane counts them. */
  askForList(): boolean {
    return this.#lane?.refresh() ?? false
  }

  /** Puts a new todo into the outbox; it is shown at once under `entity`. */
  create(fields: TodoPatch & { title: string }): { seq: number; entity: string } {
    const entity = this.#options.uuid()
    const canonical = canonicalFields(fields)
    const title = canonical.title ?? ''
    const command: OutboxCommand = { kind: 'todo.create', fields: { ...canonical, title } }
    const seq = this.#enqueue(entity, command, title, null)
    if (seq === null) throw fail('internal', 'A new todo was folded away')
    return { seq, entity }
  }

  /** Changes what differs from what is shown; null when nothing does. Throws `outbox.notFound`. */
  update(entity: string, fields: TodoPatch): number | null {
    const shown = this.#shown(entity)
    const changed = changedFields(canonicalFields(fields), shown)
    if (!changed) return null
    const command: OutboxCommand = {
      ...{ kind: 'todo.update', todoId: shown.serverId, fields: changed },
    }
    return this.#enqueue(entity, command, shown.title, this.#base(entity))
  }

  /** Can be undone for a while, because deleting destroys. Throws `outbox.notFound`. */
  delete(entity: string): number | null {
    const { serverId, title } = this.#shown(entity)
    const command: OutboxCommand = { kind: 'todo.delete', todoId: serverId }
    return this.#enqueue(entity, command, title, this.#base(entity), UNDO_WINDOW_MS)
  }

  dispose(): void {
    this.open(null)
    this.#off()
  }

  #shown(entity: string): TodoRow {
    const row = this.slice.get(entity)
    if (!row) throw fail('outbox.notFound', 'That todo is no longer in the list')
    return row
  }

  /** What the server has, not what is shown: that is what a conflict is judged by. */
  #base(entity: string): TodoPatch | null {
    const seen = this.#lane?.todos.find((one) => one.entity === entity)
    return seen ? allValues(seen.todo) : null
  }

  #enqueue(
    entity: string,
    command: OutboxCommand,
    label: string,
    base: TodoPatch | null,
    holdMs?: number,
  ): number | null {
    if (!this.#where) throw fail('auth.required', 'Nobody is signed in to a todo server')
    const row = this.#options.outbox.enqueue({
      ...{ server: 'todos', ...this.#where, entity, command, label, base },
      ...(holdMs === undefined ? {} : { holdMs }),
    })
    return row?.seq ?? null
  }

  #laneChanged({ foreign, merged }: LaneChange): void {
    if (merged) {
      const { title, entity, mine, undo } = merged
      // Not committed yet; what it changes is shown when it is.
      return this.#options.activity.add(
        'todo.remote',
        { what: 'merged', title, entity, mine: { ...mine }, undo: { ...undo } },
        this.#where?.account ?? null,
      )
    }
    this.#publish()
    if (foreign.length > 0) this.#options.others(foreign)
  }

  /** About nothing that was asked: nobody else would show it. The same words again are one entry. */
  #complained(reason: string): void {
    const { activity, clock } = this.#options
    const { text, at } = this.#complaint
    this.#complaint = { text: reason, at: clock.monotonic() }
    if (reason === text && clock.monotonic() - at < SAME_COMPLAINT_MS) return
    activity.add('todo.error', { reason }, this.#where?.account ?? null)
  }

  #publish(): void {
    const { outbox } = this.#options
    const changes = this.#where ? outbox.rows(this.#where.account) : []
    const rows = this.#folded.fold(this.#lane?.todos ?? [], changes)
    this.slice.replace(rows, { freshness: this.#meter.value })
  }
}

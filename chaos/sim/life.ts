import type { Todo } from '../../src-shared/domain/todo'
import type { OutboxRow } from '../../src-shared/domain/outbox'
import { appError } from '../../src-shared/domain/errors'
import { ScriptedSessions, UNWATCHED } from '../../src-main/link/testing'
import { silentLog } from '../../src-main/log'
import { Decisions } from '../../src-main/outbox/decisions'
import { ALL_GUARDS, type Guards } from '../../src-main/outbox/guards'
import { SqliteOutbox } from '../../src-main/outbox/outbox'
import { SocketTodoLane } from '../../src-main/outbox/todo-lane'
import type { Db } from '../../src-main/store/db'
import { TodoStore } from '../../src-main/store/todos'
import { TodosLink } from '../../src-main/todos/link'
import { TodosService } from '../../src-main/todos/service'
import { Connection } from '../../src-main/transport/connection'
import { Network } from '../../src-main/transport/network'
import type { OpenSocket } from '../../src-main/transport/socket'
import type { Random } from '../random'
import type { SimTime } from './time'

export const ACCOUNT = 'p:mia'
const network = new Network()

export interface LifeOptions {
  readonly db: Db
  readonly time: SimTime
  readonly random: Random
  readonly guards: Partial<Guards>
  readonly uuid: () => string
  /** Dials the model server for this life. */
  readonly socket: (life: Life) => OpenSocket
}

/** One life of the program: the real objects from the store to the connection, on one database. */
export class Life {
  alive = true
  readonly todoStore: TodoStore
  readonly outbox: SqliteOutbox
  readonly decisions: Decisions
  readonly todos: TodosService
  readonly link: TodosLink
  readonly connection: Connection

  constructor(options: LifeOptions) {
    const { db, time, random, uuid } = options
    const clock = time.clock(() => this.alive)
    const sessions = new ScriptedSessions()
    sessions.state = 'signedIn'
    const guards = { ...ALL_GUARDS, ...options.guards }
    this.todoStore = new TodoStore(db)
    this.outbox = new SqliteOutbox({ db, clock, todos: this.todoStore })
    const { outbox, todoStore } = this
    this.decisions = new Decisions({ db, outbox, todos: todoStore, clock })
    this.todos = new TodosService({
      makeLane: ({ account }) =>
        new SocketTodoLane({
          ...{ account, db, outbox, todos: todoStore, clock, guards },
          onStuck: () => this.connection.giveUp(appError('net.timeout', 'no answer')),
        }),
      outbox,
      activity: { add: () => undefined, open: () => undefined },
      others: () => undefined,
      ...{ clock, log: silentLog, uuid },
    })
    const made: Connection[] = []
    this.link = new TodosLink({
      ...{ sessions, todos: this.todos, presence: UNWATCHED, log: silentLog },
      http: { request: () => Promise.reject(new Error('no HTTP here')) },
      open: () => ({ request: () => Promise.reject(new Error('no HTTP here')) }),
      connect: (owner) => {
        const connection = new Connection({
          ...{ name: 'todos', owner, clock, network, log: silentLog },
          random: () => random.next(),
          openSocket: options.socket(this),
          hearsStale: !guards.epoch,
        })
        made.push(connection)
        return connection
      },
    })
    const [connection] = made
    if (!connection) throw new Error('the link made no connection')
    this.connection = connection
    this.link.load()
    this.link.dial()
  }

  get rows(): readonly OutboxRow[] {
    return this.outbox.rows(ACCOUNT)
  }

  get ready(): boolean {
    return this.connection.status.state === 'ready'
  }

  /** The cached todo with this id: what the client knows of it. */
  cached(id: number): Todo | null {
    return this.todoStore.get(ACCOUNT, id)?.todo ?? null
  }
}

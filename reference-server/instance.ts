import type { FastifyInstance } from 'fastify'
import { refreshRoutes } from './auth/refresh'
import { Tokens } from './auth/tokens'
import { Clock } from './clock'
import type { Faults } from './control/faults'
import { controlRoutes } from './control/routes'
import type { Traffic } from './control/traffic'
import { createApp } from './http/app'
import { AddedStore } from './library/added'
import { Adding } from './library/adding'
import { Backups } from './library/admin/backups'
import { LogBook } from './library/admin/log-book'
import { adminRoutes } from './library/admin/routes'
import { Scheduler } from './library/admin/scheduler'
import { Settings } from './library/admin/settings'
import { MasterPassword } from './library/auth'
import { Catalogue } from './library/catalogue'
import { LibraryEvents, LibrarySocket } from './library/events'
import { Downloader } from './library/queue/downloader'
import { Queue } from './library/queue/queue'
import { QueueStore } from './library/queue/queue-store'
import { queueRoutes } from './library/queue/routes'
import { QueueService } from './library/queue/service'
import { addRoutes, animeRoutes, authRoutes, stateRoutes } from './library/routes'
import { Scan } from './library/scan'
import type { ServerOptions } from './options'
import { SocketHub } from './sockets/hub'
import type { Db } from './store/db'
import { TodoCommands } from './todos/commands'
import { todoRoutes } from './todos/routes'
import { TodoSocket } from './todos/socket'
import { TodoStore } from './todos/todo-store'
import { TodoUsers } from './todos/users'

/** What lives on when an instance dies. */
export interface Surroundings {
  options: ServerOptions
  db: Db
  faults: Faults
  traffic: Traffic
  /** Kills the instance and brings up another one after so many milliseconds. */
  restart(ms: number): void
}

/** One life of the server, from start to crash or shutdown. */
export interface Instance {
  app: FastifyInstance
  hub: SocketHub
  clock: Clock
  events: LibraryEvents
}

/** Puts the parts together. Nothing runs and nothing listens before the caller says so. */
export async function createInstance(around: Surroundings): Promise<Instance> {
  const { options, db, faults, traffic } = around
  const { dialect, now, tokenTtl } = options
  const clock = new Clock(options.speed, now)
  const tokens = { library: new Tokens(db, 'library', now), todos: new Tokens(db, 'todos', now) }

  const log = new LogBook(clock)
  const events = new LibraryEvents(dialect, clock, log)
  const catalogue = new Catalogue(db, options.seed, options.librarySize)
  const scan = new Scan(catalogue, events, clock, faults)
  const queue = new Queue(new QueueStore(db), catalogue, clock, dialect.queue.retries)
  const service = new QueueService(queue, events, dialect)
  service.run(
    new Downloader(queue, catalogue, events, clock, faults, options.maxActive, service.changed),
  )

  const adding = new Adding(catalogue, new AddedStore(db), events, clock, faults)
  adding.begin()
  const { scheduler: rhythm, config } = dialect.extras
  const settings = new Settings(db, config?.environment ?? {})
  const scheduler =
    rhythm && new Scheduler(rhythm, settings, scan, catalogue, service, events, clock)
  scheduler?.begin()

  const users = new TodoUsers(db, tokens.todos, now, tokenTtl)
  const todos = new TodoStore(db, now)
  const commands = new TodoCommands(todos, dialect.todos, faults)
  const todoSocket = new TodoSocket(commands, users, tokens.todos, faults, traffic)
  const librarySocket = new LibrarySocket(events, tokens.library, dialect, clock, faults, traffic)
  const hub = new SocketHub([librarySocket, todoSocket], clock, faults, traffic)
  events.attach(hub)
  todoSocket.attach(hub)

  const password = new MasterPassword(db, tokens.library, now, tokenTtl)
  const configured = (): boolean => password.configured
  const app = await createApp({ dialect, clock, faults, traffic, tokens, configured })
  const library = { dialect, clock, tokens: tokens.library, password, catalogue, adding, scan, hub }
  authRoutes(app, library)
  animeRoutes(app, library)
  addRoutes(app, library)
  queueRoutes(app, service, dialect.queue)
  const backups = new Backups(db, settings, clock)
  adminRoutes(app, { dialect, settings, scheduler, backups, log, scan, queue: service, faults })
  stateRoutes(app, library)
  const refreshTokens = new Tokens(db, 'todos-refresh', now)
  todoRoutes(app, users, tokens.todos, refreshTokens, dialect.todos)
  refreshRoutes(app, { dialect, tokens, refreshTokens, faults, tokenTtl })
  if (options.control) {
    const restart = around.restart
    const parts = {
      faults,
      traffic,
      hub,
      events,
      queue: service,
      scan,
      scheduler,
      tokens,
      refreshTokens,
      users,
      todos,
      restart,
    }
    controlRoutes(app, { ...parts, commands, todoSocket, dialect })
  }
  await app.ready()
  return { app, hub, clock, events }
}

import type { FastifyInstance } from 'fastify'
import type { Tokens } from '../auth/tokens'
import type { Dialect } from '../dialects/traits'
import { CONTROL_PREFIX } from '../http/app'
import { body } from '../http/context'
import { HttpError } from '../http/errors'
import type { LibraryEvents } from '../library/events'
import type { Scheduler } from '../library/admin/scheduler'
import type { QueueService } from '../library/queue/service'
import type { Scan } from '../library/scan'
import type { SocketHub } from '../sockets/hub'
import type { TodoCommands } from '../todos/commands'
import type { TodoSocket } from '../todos/socket'
import type { TodoStore } from '../todos/todo-store'
import type { TodoUsers } from '../todos/users'
import { emitRoutes } from './emit-routes'
import { faultRoutes } from './fault-routes'
import { floodRoutes } from './flood-routes'
import type { Faults } from './faults'
import type { Traffic } from './traffic'
import { serversOf, WHICH, type Which } from './which'

export interface ControlParts {
  faults: Faults
  traffic: Traffic
  hub: SocketHub
  events: LibraryEvents
  queue: QueueService
  scan: Scan
  /** Null where the dialect has none. */
  scheduler: Scheduler | null
  tokens: { library: Tokens; todos: Tokens }
  refreshTokens: Tokens
  users: TodoUsers
  todos: TodoStore
  commands: TodoCommands
  todoSocket: TodoSocket
  dialect: Dialect
  restart(ms: number): void
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])
const MS = { type: 'integer', minimum: 0, maximum: 3_600_000 }

/** `/__control`: plays faults and shows what a test needs to know. Loopback only. */
export function controlRoutes(root: FastifyInstance, parts: ControlParts): void {
  root.register(
    async (app) => {
      app.addHook('onRequest', async (request) => {
        // The origin check keeps web pages out that a browser on this machine has open.
        const local = LOOPBACK.has(request.socket.remoteAddress ?? '')
        if (!local || request.headers.origin !== undefined)
          throw new HttpError(403, 'Local tests only')
      })
      app.addHook('onRoute', (route) => {
        route.config = { ...route.config, hidden: true }
      })
      faultRoutes(app, parts.faults, parts.hub)
      stateRoutes(app, parts)
      emitRoutes(app, parts)
      floodRoutes(app, parts.hub)
    },
    { prefix: CONTROL_PREFIX },
  )
}

function stateRoutes(app: FastifyInstance, parts: ControlParts): void {
  const { queue, scan, hub, traffic, tokens, users, todos, dialect } = parts
  app.get('/state', () => ({
    dialect: dialect.name,
    queue: queue.state(),
    scan: scan.state,
    todos: Object.fromEntries(users.all().map((user) => [user.username, todos.list(user.id)])),
    sockets: hub.peers(),
    tokens_issued: { library: tokens.library.issued, todos: tokens.todos.issued },
    ...traffic.toJSON(),
  }))

  app.get('/changes', () => traffic.changes)

  app.get('/tokens', () => ({
    library: tokens.library.newest,
    todos: tokens.todos.newest,
    ...(dialect.todos.refreshPath !== null && { todos_refresh: parts.refreshTokens.newest }),
  }))

  app.post<{ Body: { which?: Which } }>(
    '/expire-tokens',
    { schema: body({ which: WHICH }, []) },
    (request) => {
      for (const server of serversOf(request.body.which)) tokens[server].expireAll()
      return { ok: true }
    },
  )

  app.post<{ Body: { which?: Which; on: boolean } }>(
    '/token-refresh',
    { schema: body({ which: WHICH, on: { type: 'boolean' } }, ['on']) },
    (request) => {
      for (const server of serversOf(request.body.which)) {
        if (request.body.on) parts.faults.withoutRefresh.delete(server)
        else parts.faults.withoutRefresh.add(server)
      }
      return { ok: true }
    },
  )

  app.post<{ Body: { ms?: number } }>(
    '/restart',
    { schema: body({ ms: MS }, []) },
    (request, reply) => {
      const ms = request.body.ms ?? 0
      reply.raw.once('finish', () => parts.restart(ms))
      return { ok: true, ms }
    },
  )

  app.post('/run-scheduler', () => {
    if (!parts.scheduler) throw new HttpError(404, `${dialect.name} has no scheduler`)
    parts.scheduler.run()
    return { ok: true }
  })
}

import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { appError } from '../../src-shared/domain/errors'
import type { ConnectionState, Freshness } from '../../src-shared/domain/connection'
import { SERVER_KINDS } from '../../src-shared/domain/server'
import { ActivityService } from '../activity/service'
import { AwayService } from '../away/away'
import type { Clock } from '../clock'
import type { SliceSources } from '../ipc/publish'
import { LibraryApi } from '../library/api'
import { LibraryLink } from '../library/link'
import { ScanService } from '../library/scan'
import { LibraryService } from '../library/service'
import { AuthorisedHttp } from '../link/authorised-http'
import type { Logger } from '../log'
import { setAside } from '../outbox/set-aside'
import { outboxSlice } from '../outbox/slice'
import { Decisions } from '../outbox/decisions'
import { SqliteOutbox } from '../outbox/outbox'
import { HttpQueueLane } from '../outbox/queue-lane'
import { SocketTodoLane } from '../outbox/todo-lane'
import { QueueApi } from '../queue/api'
import { QueueCommands } from '../queue/commands'
import { QueueService } from '../queue/service'
import { Sample } from '../sample/sample'
import type { SpawnServer } from '../sample/sample-process'
import { createServerAdministration } from '../server/server'
import { Accounts } from '../session/accounts'
import { Capabilities } from '../session/capabilities'
import { Certificates } from '../session/certificates'
import { serverHttp } from '../session/http-factory'
import type { SecretBox } from '../session/secret-box'
import { Pins } from '../session/pins'
import { Servers } from '../session/servers'
import { SessionService } from '../session/sessions'
import { TokenStore } from '../session/token-store'
import { Unsent } from '../session/unsent'
import { Vault } from '../session/vault'
import { JsonFile } from '../settings/json-file'
import type { SettingsService } from '../settings/settings'
import { connectionsSlice } from '../state/connections'
import { SqliteCache } from '../store/cache'
import type { OpenedStore } from '../store/open'
import { TodoStore } from '../store/todos'
import { TodosLink } from '../todos/link'
import { TodosService } from '../todos/service'
import { Connection } from '../transport/connection'
import { Network } from '../transport/network'
import { DEFAULT_POLICY } from '../transport/policy'
import type { ResolveProxy } from '../transport/proxies'

export interface ClientParts {
  /** The profile's folder. */
  readonly folder: string
  readonly clock: Clock
  readonly log: Logger
  readonly settings: SettingsService
  readonly store: OpenedStore
  readonly secretBox: SecretBox
  /** Starts the sample server's process. */
  readonly spawnSample: SpawnServer
  /** Todos on their way at once, at most (TodoLaneOptions). */
  readonly mostInFlight?: number
  /** The system's proxy for an address; without it every connection is direct. */
  readonly resolveProxy?: ResolveProxy
}

/**
 * Everything but the desktop: storage, sessions, connections and services, put together in order.
 * No Electron, so a headless Node process can be the client just as the application is.
 */
export function createClient(parts: ClientParts) {
  const { folder, clock, log, settings } = parts
  const file = (name: string) => new JsonFile(join(folder, name))
  const pins = new Pins(settings)
  const { resolveProxy } = parts
  const network = new Network({ resolveProxy, pinOf: (host) => pins.of(host) })
  const certificates = new Certificates({ pins, network, clock })
  const { http, close: closeHttp } = serverHttp({ clock, network })

  // storage
  const { db } = parts.store
  const todoStore = new TodoStore(db)
  const cache = new SqliteCache(db, todoStore)
  const outbox = new SqliteOutbox({ db, clock, todos: todoStore, log })
  const aside = setAside(db, outbox.all(), { folder: join(folder, 'backups'), log })
  const decisions = new Decisions({ db, outbox, todos: todoStore, clock })
  const unsent = new Unsent(outbox, folder, clock, log)

  // sessions
  const vault = new Vault(file('vault.json'), parts.secretBox, log)
  const accounts = new Accounts(file('accounts.json'), log)
  const tokens = new TokenStore(vault, accounts, clock)
  const sessions = new SessionService({
    ...{ profiles: settings, vault, tokens, http, unsent, clock, log },
  })
  const servers = new Servers({ settings, sessions, unsent, cache, http, pins })
  const sample = new Sample({
    ...{ settings, servers, sessions, vault, http, clock, log },
    spawn: parts.spawnSample,
    folder: join(folder, 'sample'),
  })

  // services
  const libraryHttp = new AuthorisedHttp({ kind: 'library', sessions, http })
  const todosHttp = new AuthorisedHttp({ kind: 'todos', sessions, http })
  const capabilities = new Capabilities({
    ...{ profiles: settings, http, library: libraryHttp, log },
    file: file('capabilities.json'),
  })
  const activity = new ActivityService({ cache, clock, log })
  const libraryApi = new LibraryApi(libraryHttp, capabilities)
  const queueApi = new QueueApi(libraryHttp, capabilities)
  const library = new LibraryService({ api: libraryApi, cache, outbox, clock, log })
  const scan = new ScanService({ library, clock, log })
  const queue = new QueueService({
    ...{ api: queueApi, library: libraryApi, cache, outbox, clock, log },
    makeLane: (where, options) =>
      new HttpQueueLane({
        ...{ outbox, db, clock, log, account: where.account },
        isMissing: (serverId, episode) => library.isMissing(serverId, episode),
        ...options,
      }),
  })
  const away = new AwayService({
    ...{ activity, clock },
    lists: () => ({ series: library.slice.rows, items: queue.confirmed.items }),
    asked: () => library.asked,
    confirmedAt: (kind) =>
      kind === 'todos'
        ? todos.slice.meta.freshness.confirmedAt
        : latest(library.slice.meta.freshness, queue.slice.meta.freshness),
  })
  queue.onOutcome((outcome) => away.outcome(outcome))
  away.onOutcome((outcome) => activity.record(outcome))
  scan.onOutcome((outcome) => activity.record(outcome))
  const queueCommands = new QueueCommands({
    outbox,
    where: () => queue.where,
    rows: () => queue.slice.rows,
    series: (id) => library.series(id),
  })
  const server = createServerAdministration({
    ...{ http: libraryHttp, variants: capabilities, where: () => queue.where },
  })
  const todos = new TodosService({
    makeLane: ({ account }) =>
      new SocketTodoLane({
        ...{ outbox, todos: todoStore, db, clock, log, account },
        mostInFlight: parts.mostInFlight,
        onStuck: () =>
          todosLink.port.giveUp(appError('net.timeout', 'The todo server no longer answers')),
      }),
    ...{ outbox, activity, clock, log },
    others: (changes) => away.others(changes),
    uuid: randomUUID,
  })

  // connections
  const libraryLink = new LibraryLink({
    ...{ sessions, library, queue, scan, queueApi, activity, clock, log },
    presence: away.presence.library,
    policy: DEFAULT_POLICY,
    connect: (owner) => new Connection({ name: 'library', owner, clock, network, log }),
  })
  const todosLink = new TodosLink({
    ...{ sessions, todos, log },
    presence: away.presence.todos,
    http: todosHttp,
    open: http,
    connect: (owner) => new Connection({ name: 'todos', owner, clock, network, log }),
  })
  const links = { library: libraryLink, todos: todosLink }
  const connections = connectionsSlice({ library: libraryLink.port, todos: todosLink.port })
  const waiting = outboxSlice(outbox, todoStore, sessions)
  // What a server can do may have changed while it was away (an update, a restart).
  const offReached = SERVER_KINDS.map((kind) => {
    let before: ConnectionState = 'idle'
    return links[kind].port.onStatus(({ state }) => {
      const reached = state === 'syncing' || state === 'eventsUnavailable'
      if (reached && state !== before) void capabilities.refresh(kind)
      before = state
    })
  })

  const slices: SliceSources = {
    connections: connections.slice,
    session: sessions.slice,
    library: library.slice,
    queue: queue.slice,
    todos: todos.slice,
    outbox: waiting.slice,
    activity: activity.slice,
    settings: settings.slice,
    scan: scan.slice,
    capabilities: capabilities.slice,
  }

  return {
    ...{ folder, slices, settings, servers, sessions, vault, capabilities, sample, outbox },
    ...{ decisions, unsent },
    ...{ pins, certificates },
    ...{ activity, away, library, server, scan, queue, queueCommands, todos, links },

    /** Shows what the database holds; no network, no keychain. */
    load(): void {
      activity.open(null)
      const { state } = parts.store
      if (state !== 'ok') activity.add('store.note', { state })
      for (const [became, n] of Object.entries(aside)) {
        if (n > 0) activity.add('store.note', { state: became, n })
      }
      libraryLink.load()
      todosLink.load()
    },

    /** Reads the vault and dials. To be called once the window has painted: a slow keyring must not delay it. */
    async connect(): Promise<void> {
      await sessions.start()
      libraryLink.dial()
      todosLink.dial()
      await sample.resume()
    },

    suspend(): void {
      for (const link of Object.values(links)) link.port.suspend()
    },

    resume(): void {
      sessions.woke()
      for (const link of Object.values(links)) link.port.resume()
    },

    /** Ends it in reverse; what waits in the outbox stays there. */
    async stop(): Promise<void> {
      await Promise.all([libraryLink.stop(), todosLink.stop()])
      away.flush()
      activity.flush()
      for (const off of offReached) off()
      connections.dispose()
      waiting.dispose()
      queue.dispose()
      todos.dispose()
      library.dispose()
      scan.reset()
      await sample.stop()
      await capabilities.dispose()
      await sessions.dispose()
      closeHttp()
      await settings.flush()
      outbox.dispose()
      db.close()
    },
  }
}

/** The newest of what two panes say they were confirmed. */
function latest(...panes: readonly Freshness[]): number | null {
  const times = panes.flatMap(({ confirmedAt }) => confirmedAt ?? [])
  return times.length > 0 ? Math.max(...times) : null
}

export type Client = ReturnType<typeof createClient>

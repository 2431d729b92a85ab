import * as v from 'valibot'
import { AnswerSchema, TodoPatchSchema } from '../domain/decisions'
import type {
  ConfigOutcome,
  ProcessLock,
  ServerConfig,
  ServerFile,
  ServerHealth,
  ServerLogging,
  SocketState,
} from '../domain/administration'
import { SchedulerSchema, type Scheduler } from '../domain/scheduler'
import { PreferencesSchema } from '../domain/settings'
import type { SearchResult, SeriesDetail } from '../domain/series'
import type { CertificateView } from '../domain/server'
import type { Diagnostics } from '../domain/diagnostics'
import { JsonSchema } from '../json'

/** Declares a command: what the request must look like, and (as a type) what it answers. */
function command<A>() {
  return <S extends v.GenericSchema>(request: S) => ({ request, answer: undefined as A })
}

const kind = v.picklist(['library', 'todos'])
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(500))
const ids = v.pipe(v.array(id), v.minLength(1), v.maxLength(10_000))
const secret = v.pipe(v.string(), v.maxLength(1_000))
const text = v.pipe(v.string(), v.maxLength(5_000))
const none = v.undefined()
const fieldPath = v.pipe(
  v.array(v.pipe(v.string(), v.maxLength(500))),
  v.minLength(1),
  v.maxLength(10),
)

const todoFields = {
  description: v.optional(v.nullable(text)),
  completed: v.optional(v.boolean()),
  priority: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(50)))),
  dueDate: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(50)))),
}
const title = v.pipe(v.string(), v.maxLength(500))

/**
 * Everything the window may ask of the main process: one typed map, from which the bridge, the
 * handlers and the preload's allow-list are derived. Queued changes answer with the outbox seq of
 * their row; `null` where nothing had to be done.
 */
export const commands = {
  // servers and sessions
  'server.probe': command<ProbeAnswer>()(
    v.object({ url: text, kind: v.optional(kind), allowInsecure: v.optional(v.boolean()) }),
  ),
  'server.add': command<{ profileId: string }>()(
    v.object({ kind, url: text, name: v.optional(text), allowInsecure: v.optional(v.boolean()) }),
  ),
  'server.edit': command<null>()(
    v.object({
      profileId: id,
      name: v.optional(text),
      url: v.optional(text),
      /** The answer to "the same server?" when the URL changes. */
      sameServer: v.optional(v.boolean()),
      allowInsecure: v.optional(v.boolean()),
      tokenPath: v.optional(text),
      registerPath: v.optional(text),
    }),
  ),
  'server.remove': command<null>()(v.object({ profileId: id, discardUnsent: v.boolean() })),
  /** Looks at the certificate of an https address without sending it anything. */
  'server.certificate': command<CertificateView>()(v.object({ url: text })),
  /** The user compared this fingerprint and accepts its certificate for that address. */
  'server.acceptCertificate': command<null>()(v.object({ url: text, fingerprint: id })),
  'server.forgetCertificate': command<null>()(v.object({ profileId: id })),
  'server.activate': command<null>()(v.object({ profileId: id })),
  'sample.start': command<null>()(none),
  'connection.retry': command<null>()(v.object({ kind })),
  'session.setUp': command<null>()(
    v.object({ password: secret, animeDirectory: v.optional(text) }),
  ),
  'session.signIn': command<null>()(
    v.object({ kind, user: v.optional(text), password: secret, remember: v.boolean() }),
  ),
  'session.register': command<null>()(v.object({ user: text, password: secret })),
  'session.pasteToken': command<null>()(v.object({ kind, token: secret })),
  'session.signOut': command<null>()(
    v.object({ kind, unsent: v.picklist(['ask', 'keep', 'discard']) }),
  ),

  // library
  'library.refresh': command<null>()(none),
  'library.details': command<SeriesDetail>()(v.object({ seriesId: id })),
  'library.search': command<readonly SearchResult[]>()(v.object({ query: text })),
  'library.rescan': command<number | null>()(none),
  'library.add': command<number | null>()(
    v.object({ link: v.pipe(v.string(), v.minLength(1), v.maxLength(2_000)), title }),
  ),

  // the library server about itself: asked when it is looked at, never queued
  'health.get': command<ServerHealth>()(none),
  'sockets.get': command<SocketState>()(none),
  'config.get': command<ServerConfig>()(none),
  /** Checks, sends what was changed, and reads back. */
  'config.save': command<ConfigOutcome>()(
    v.object({
      changes: v.pipe(
        v.array(v.object({ path: fieldPath, from: JsonSchema, to: JsonSchema })),
        v.minLength(1),
        v.maxLength(500),
      ),
    }),
  ),
  'backups.list': command<readonly ServerFile[]>()(none),
  'backups.create': command<{ backups: readonly ServerFile[]; name: string | null }>()(none),
  'backups.restore': command<null>()(v.object({ name: id })),
  'backups.delete': command<readonly ServerFile[]>()(v.object({ name: id })),
  'logging.get': command<ServerLogging>()(none),
  'logging.setLevel': command<ServerLogging>()(v.object({ level: id })),
  'logging.files': command<readonly ServerFile[]>()(none),
  'logging.tail': command<readonly string[]>()(v.object({ name: id })),
  'locks.get': command<readonly ProcessLock[]>()(none),
  'locks.release': command<readonly ProcessLock[]>()(v.object({ name: id })),
  'scheduler.get': command<Scheduler>()(none),
  /** Answers what the server has afterwards. */
  'scheduler.set': command<Scheduler>()(SchedulerSchema),

  // queue
  'queue.refresh': command<null>()(none),
  'queue.add': command<number | null>()(
    v.object({
      seriesId: id,
      episodes: v.pipe(
        v.array(
          v.object({
            season: v.pipe(v.number(), v.integer()),
            episode: v.pipe(v.number(), v.integer()),
            title: v.optional(text),
          }),
        ),
        v.minLength(1),
        v.maxLength(5_000),
      ),
    }),
  ),
  'queue.remove': command<number | null>()(v.object({ itemIds: ids })),
  'queue.run': command<number | null>()(
    v.object({ run: v.picklist(['start', 'stop', 'pause', 'resume']) }),
  ),
  'queue.retry': command<number | null>()(v.object({ itemIds: ids })),
  'queue.clear': command<number | null>()(none),
  'queue.move': command<number | null>()(v.object({ itemId: id, after: v.nullable(id) })),

  // todos
  'todos.refresh': command<null>()(none),
  'todos.create': command<{ seq: number; entity: string }>()(v.object({ title, ...todoFields })),
  'todos.update': command<number | null>()(
    v.object({ entity: id, fields: v.object({ title: v.optional(title), ...todoFields }) }),
  ),
  'todos.delete': command<number | null>()(v.object({ entity: id })),

  // outbox
  'outbox.undo': command<boolean>()(v.object({ seq: v.number() })),
  'outbox.discard': command<null>()(v.object({ seq: v.number() })),
  'outbox.retry': command<null>()(v.object({ seq: v.number() })),
  /** Everything that failed or waits; answers how many. */
  'outbox.retryAll': command<number>()(none),
  /** Other values for a todo change that the server does not know of; then it goes out (again). */
  'outbox.edit': command<null>()(v.object({ seq: v.number(), fields: TodoPatchSchema })),
  /** The answer to a row's question; it can be taken back for UNDO_WINDOW_MS. */
  'outbox.resolve': command<null>()(v.object({ seq: v.number(), answer: AnswerSchema })),
  /** Brings the question back; false when it is too late. */
  'outbox.takeBack': command<boolean>()(v.object({ seq: v.number() })),
  /** The user wants both of two equal todos. */
  'outbox.keepTwin': command<null>()(v.object({ id: v.number() })),
  /** Writes the waiting changes to a file the user can read, before a choice that destroys; null: none wait. */
  'outbox.backup': command<{ file: string } | null>()(none),

  // the rest
  'activity.markRead': command<null>()(none),
  /** Takes the line about the last absence away. */
  'activity.dismissDigest': command<null>()(none),
  'settings.set': command<null>()(v.partial(PreferencesSchema)),
  'vault.retry': command<null>()(none),
  'diagnostics.get': command<Diagnostics>()(none),
  'app.openExternal': command<null>()(v.object({ url: text })),
  'app.quit': command<null>()(none),
} as const

export type ProbeAnswer = {
  /** The URL as it will be kept. */
  url: string
  /** What answers there. */
  kinds: readonly ('library' | 'todos')[]
  /** What may be there, too: the server describes itself nowhere. */
  unsure: readonly ('library' | 'todos')[]
  /** Library only: whether a master password is set. Null: unknown. */
  configured: boolean | null
  canRegister: boolean | null
  insecure: boolean
}

export type Commands = typeof commands
export type CommandName = keyof Commands
export type RequestOf<N extends CommandName> = v.InferOutput<Commands[N]['request']>
export type AnswerOf<N extends CommandName> = Commands[N]['answer']

import { fail } from '../../src-shared/domain/errors'
import { SERVER_KINDS } from '../../src-shared/domain/server'
import type { Handlers } from '../ipc/handle'
import { canonicalAnswer, canonicalFields } from '../todos/fields'
import { hostOf } from '../transport/network'
import type { Client } from './client'
import { diagnosticsOf } from './diagnostics'

export interface Desktop {
  openExternal(url: string): void
  quit(): void
}

/** Every command of the contract, each a call of the service that owns it. */
export function handlersOf(client: Client, desktop: Desktop): Handlers {
  const { servers, sessions, sample, links, library, queue, queueCommands, todos } = client
  const { server, outbox, decisions, unsent, activity, settings, vault, certificates, pins } =
    client
  /** Runs it and answers the `null` of commands that only do. */
  const done = async (work: unknown): Promise<null> => {
    await work
    return null
  }
  /** What waited for the user's decision dials again with it. */
  const unblock = (): void => {
    for (const { port } of Object.values(links)) {
      if (port.status.state === 'blocked') port.retryNow()
    }
  }
  /** The accounts whose changes are shown. */
  const inUse = () => SERVER_KINDS.flatMap((kind) => sessions.account(kind) ?? [])
  return {
    'server.probe': ({ url, kind, allowInsecure }) => servers.probe(url, kind, allowInsecure),
    'server.add': (request) => servers.add(request),
    'server.edit': ({ profileId, ...edit }) => done(servers.edit(profileId, edit)),
    'server.remove': ({ profileId, discardUnsent }) =>
      done(servers.remove(profileId, discardUnsent)),
    'server.certificate': ({ url }) => certificates.look(url),
    'server.acceptCertificate': ({ url, fingerprint }) =>
      done(certificates.accept(url, fingerprint).then(unblock)),
    'server.forgetCertificate': ({ profileId }) => {
      const host = hostOf(new URL(settings.profile(profileId).url))
      return done(pins.forget(host).then(unblock))
    },
    'server.activate': ({ profileId }) => done(servers.activate(profileId)),
    'sample.start': () => done(sample.start()),
    'connection.retry': ({ kind }) => done(links[kind].port.retryNow()),
    'session.setUp': ({ password, animeDirectory }) =>
      done(sessions.setUp(password, animeDirectory)),
    'session.signIn': ({ kind, ...credentials }) => done(sessions.signIn(kind, credentials)),
    'session.register': ({ user, password }) => done(sessions.register(user, password)),
    'session.pasteToken': ({ kind, token }) => done(sessions.pasteToken(kind, token)),
    'session.signOut': ({ kind, unsent }) => done(sessions.signOut(kind, unsent)),

    'library.refresh': () => done(library.refresh()),
    'library.details': ({ seriesId }) => library.details(seriesId),
    'library.search': ({ query }) => library.search(query),
    'library.rescan': () => library.rescan(),
    'library.add': ({ link, title }) => library.add(link, title),

    'health.get': () => server.state.health(),
    'sockets.get': () => server.state.sockets(),
    'config.get': () => server.config.get(),
    'config.save': ({ changes }) => server.config.save(changes),
    'backups.list': () => server.backups.list(),
    'backups.create': () => server.backups.create(),
    'backups.restore': ({ name }) => server.backups.restore(name),
    'backups.delete': ({ name }) => server.backups.delete(name),
    'logging.get': () => server.logging.get(),
    'logging.setLevel': ({ level }) => server.logging.setLevel(level),
    'logging.files': () => server.logging.files(),
    'logging.tail': ({ name }) => server.logging.tail(name),
    'locks.get': () => server.locks.get(),
    'locks.release': ({ name }) => server.locks.release(name),
    'scheduler.get': () => server.scheduler.get(),
    'scheduler.set': (scheduler) => server.scheduler.set(scheduler),

    'queue.refresh': () => done(queue.refresh()),
    'queue.add': ({ seriesId, episodes }) => queueCommands.add(seriesId, episodes),
    'queue.remove': ({ itemIds }) => queueCommands.remove(itemIds),
    'queue.run': ({ run }) => queueCommands.run(run),
    'queue.retry': ({ itemIds }) => queueCommands.retry(itemIds),
    'queue.clear': () => queueCommands.clear(),
    'queue.move': ({ itemId, after }) => queueCommands.move(itemId, after),

    'todos.refresh': () => done(todos.refresh()),
    'todos.create': (fields) => todos.create(fields),
    'todos.update': ({ entity, fields }) => todos.update(entity, fields),
    'todos.delete': ({ entity }) => todos.delete(entity),

    'outbox.undo': ({ seq }) => outbox.undo(seq),
    'outbox.discard': ({ seq }) => done(outbox.discard(seq)),
    'outbox.retry': ({ seq }) => done(outbox.retry(seq)),
    'outbox.retryAll': () => inUse().reduce((n, account) => n + decisions.retryAll(account), 0),
    'outbox.edit': ({ seq, fields }) => done(decisions.edit(seq, canonicalFields(fields))),
    'outbox.resolve': ({ seq, answer }) => done(decisions.answer(seq, canonicalAnswer(answer))),
    'outbox.takeBack': ({ seq }) => decisions.takeBack(seq),
    'outbox.keepTwin': ({ id }) =>
      done(inUse().forEach((account) => decisions.keepTwin(account, id))),
    'outbox.backup': () => unsent.backUp(inUse().flatMap((account) => outbox.rows(account))),

    'activity.markRead': () => done(activity.markRead()),
    'activity.dismissDigest': () => done(activity.dismissDigest()),
    'settings.set': (change) => done(settings.setPreferences(change)),
    'vault.retry': () => done(sessions.retryVault()),
    'diagnostics.get': () => diagnosticsOf(client, vault),
    'app.openExternal': ({ url }) => {
      if (!/^https?:\/\//i.test(url)) throw fail('input.url', 'Only web addresses can be opened')
      return done(desktop.openExternal(url))
    },
    'app.quit': () => done(desktop.quit()),
  }
}

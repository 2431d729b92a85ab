import { describe, expect, it } from 'vitest'
import { AppFailure } from '../../src-shared/domain/errors'
import type { ServerKind } from '../../src-shared/domain/server'
import type { FastApiServer } from '../fixtures/fastapi/server'
import { endAfterEach, fastApi, PASSWORD, until, USER, Witnessed } from './testing'

/** Finding the sign-in, and what becomes of a token. */
endAfterEach()

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (thrown: unknown) => (thrown instanceof AppFailure ? thrown.error.code : thrown),
  )
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (thrown: unknown) => (thrown instanceof AppFailure ? thrown.error : thrown),
  )
/** A day and a bit: tokens live a day, with "remember" thirty. */
const expire = (server: FastApiServer) => server.control('/clock', { ahead: 40 * 24 * 60 * 60 })

describe('the sign-in', () => {
  it('is found in the schema, for both servers at one address', async () => {
    const server = await fastApi()
    const { client } = new Witnessed(server)
    expect(await client.servers.probe(server.url)).toMatchObject({
      kinds: ['library', 'todos'],
      configured: false,
      canRegister: true,
    })
    await client.servers.add({ kind: 'todos', url: server.url })
    const { sessions } = client
    await sessions.register(USER.user, USER.password)
    expect(sessions.view('todos')).toMatchObject({ state: 'signedIn', user: 'mia' })
    const calls = (await server.state()).requests.map(({ call }) => call)
    const posts = calls.filter((call) => call.startsWith('POST'))
    expect(posts).toEqual(['POST /auth/register', 'POST /auth/token'])

    const wrong = { user: 'mia', password: 'wrong', remember: true }
    expect(await refusal(sessions.signIn('todos', wrong))).toMatchObject({
      code: 'auth.wrongPassword',
      detail: 'Incorrect username or password',
    })
    const again = sessions.register(USER.user, USER.password)
    expect(await codeOf(again)).toBe('auth.userExists')
    // 422 with FastAPI's list of what is wrong: its first words are shown.
    expect(await refusal(sessions.register('ann', 'short'))).toMatchObject({
      code: 'server.badRequest',
      detail: expect.stringContaining('at least 8 characters') as string,
    })
    expect(sessions.view('todos').state).toBe('signedIn')
  })

  it('of the library is by one master password', async () => {
    const server = await fastApi()
    const { client } = new Witnessed(server)
    await client.servers.add({ kind: 'library', url: server.url })
    const { sessions } = client
    const wrong = { password: 'Wrong-1!', remember: false }
    expect(await codeOf(sessions.signIn('library', wrong))).toBe('auth.notSetUp')
    await sessions.setUp(PASSWORD)
    expect(await codeOf(sessions.setUp(PASSWORD))).toBe('auth.alreadySetUp')
    expect(await refusal(sessions.signIn('library', wrong))).toMatchObject({
      code: 'auth.wrongPassword',
      detail: 'Invalid credentials',
    })
  })
})

describe('a 403 on the upgrade', () => {
  it('with a good token means that there are no events: the queue is polled', async () => {
    const server = await fastApi({ events: false })
    const witness = new Witnessed(server)
    const { client, clock } = witness
    await client.servers.add({ kind: 'library', url: server.url })
    await client.connect()
    await client.sessions.setUp(PASSWORD)
    await until(() => witness.state('library')).toBe('eventsUnavailable')
    expect(witness.why('library')?.code).toBe('server.forbidden')
    expect(client.sessions.view('library').state).toBe('signedIn')
    await until(() => client.library.slice.rows.length).toBe(3)

    const polls = async () => (await server.answers('GET /api/queue/status')).length
    const before = await polls()
    // What is asked for goes out without a socket, and is settled by what the poll shows.
    client.queueCommands.add('winter-post', [{ season: 1, episode: 1 }])
    await until(() => client.queue.slice.rows.map(({ pending }) => pending)).toEqual([null])
    const sent = await polls()
    expect(sent).toBeGreaterThan(before)
    clock.advance(10_000)
    await until(polls).toBeGreaterThan(sent)
    expect(witness.redialIn('library')).toBeGreaterThan(4 * 60_000)
    expect(witness.warnings).toEqual([])
  })

  it.each<ServerKind>(['library', 'todos'])(
    'with a token of the %s that ended means signing in: HTTP says so with a 401',
    async (kind) => {
      const server = await fastApi()
      const witness = new Witnessed(server)
      const { client } = witness
      await witness[kind]()
      await expire(server)
      await server.kill()
      await until(() => witness.state(kind)).toBe('backoff')
      await server.start()
      await expire(server)
      witness.redial(kind)
      await until(() => witness.state(kind)).toBe('needsAuth')
      expect(witness.counter(kind, 'refused.403')).toBe(1)
      expect(client.sessions.view(kind).state).toBe('expired')
      await server.control('/clock', { ahead: 0 })
      const password = kind === 'library' ? PASSWORD : USER.password
      await client.sessions.signIn(kind, { user: USER.user, password, remember: true })
      if (kind === 'library') await witness.libraryReady()
      else await until(() => witness.state(kind)).toBe('ready')
      expect(witness.warnings).toEqual([])
    },
  )
})

describe('a token that ends in mid-connection', () => {
  it('is noticed by the first 401: the change waits, and goes out once after the sign-in', async () => {
    const server = await fastApi()
    const witness = new Witnessed(server)
    const { client } = witness
    await witness.library()
    await expire(server)
    client.queueCommands.add('winter-post', [{ season: 1, episode: 1 }])
    await until(() => witness.state('library')).toBe('needsAuth')
    expect(client.sessions.view('library').state).toBe('expired')
    expect(witness.outbox()).toEqual(['queue.add queued'])
    await server.control('/clock', { ahead: 0 })
    await client.sessions.signIn('library', { password: PASSWORD, remember: true })
    await witness.libraryReady()
    await until(() => witness.outbox()).toEqual([])
    expect(client.queue.slice.rows).toHaveLength(1)
    // The 422 is about the spelling of the priority, and nothing was added by it.
    expect(await server.answers('POST /api/queue/add')).toEqual([401, 422, 201])
  })

  it('is said on the socket before the close: signing in, not dialling again', async () => {
    const server = await fastApi()
    const witness = new Witnessed(server)
    await witness.todos()
    await server.control('/crash-on', { text: 'get_all_todos' })
    await server.control('/refusal', { after_accept: true })
    await expire(server)
    witness.client.todos.refresh()
    await until(() => witness.state('todos')).toBe('backoff')
    witness.redial('todos')
    await until(() => witness.state('todos')).toBe('needsAuth')
    expect(witness.why('todos')?.detail).toBe('Could not validate credentials')
    const dials = witness.port('todos').timeline.filter(({ state }) => state === 'connecting')
    expect(dials).toHaveLength(2)
  })
})

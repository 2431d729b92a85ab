import { describe, expect, it } from 'vitest'
import { SERVER_KINDS, type ServerKind } from '../../src-shared/domain/server'
import { worlds, USER, type SteppedWorld } from './test-support'

/** A whole client and the real server: tokens of ten seconds, on a time that only the test moves. */
const world = worlds()
const TTL_MS = 10_000
const HOUR_MS = 3_600_000
const LONG = 30_000

/** With a refresh in the schema, and without. */
const REFRESHING = '2026-02'
const PLAIN = 'seed'
const REFRESH = {
  library: 'POST /api/auth/refresh',
  todos: 'POST /token/refresh',
} as const

/** Something the user does that has to reach the server exactly once. */
function act(w: SteppedWorld): void {
  if (w.kind === 'todos') {
    w.client.todos.create({ title: 'Milk' })
    return
  }
  const series = w.client.library.slice.rows.find(({ missingCount }) => (missingCount ?? 0) > 0)
  w.client.queueCommands.add(series?.id ?? '', [{ season: 1, episode: 1 }])
}

async function arrived(w: SteppedWorld): Promise<void> {
  await w.passUntil(() => w.client.outbox.all().length === 0)
  const { todos, queue } = await w.counted()
  if (w.kind === 'todos') expect(todos[USER]?.map(({ title }) => title)).toEqual(['Milk'])
  else expect(queue.pending_queue).toHaveLength(1)
}

async function begin(kind: ServerKind, dialect: string, ttl?: number, wrongBy?: number) {
  const w = await world(kind, dialect, ttl, wrongBy)
  if (kind === 'library') await w.until(() => w.client.library.slice.rows.length > 0)
  return w
}

/** No socket was dialled with a token that had ended, and none was refreshed twice. */
async function clean(w: SteppedWorld, refreshes: number): Promise<void> {
  const { expired, requests } = await w.counted()
  expect(expired[`${w.kind} dial`] ?? 0).toBe(0)
  expect(requests[REFRESH[w.kind]] ?? 0).toBe(refreshes)
}

/** The sign-in sheet stands there; what the user does goes out after the sign-in. */
async function signsInAgain(w: SteppedWorld): Promise<void> {
  await w.passUntil(() => w.session === 'expired' && w.state === 'needsAuth')
  await clean(w, 0)
  expect(w.client.outbox.all()).toHaveLength(1)
  await w.signIn()
  await w.passUntil(() => w.state === 'ready')
  await arrived(w)
  expect(w.told).toContain('expired')
}

async function goesOn(w: SteppedWorld): Promise<void> {
  await w.passUntil(() => w.state === 'ready')
  await arrived(w)
  expect(w.told).not.toContain('expired')
  expect(w.session).toBe('signedIn')
  await clean(w, 1)
}

describe.each(SERVER_KINDS)('the token of the %s server ends', (kind) => {
  const ways = [
    ['with a refresh it goes on', REFRESHING, goesOn],
    ['without one the user signs in', PLAIN, signsInAgain],
  ] as const

  it.each(ways)(
    'in backoff: %s',
    async (_name, dialect, then) => {
      const w = await begin(kind, dialect)
      await w.stopServer()
      await w.reached('backoff')
      act(w)
      await w.pass(TTL_MS + 1_000)
      // Nobody is asked to sign in because a server is away.
      expect(w.session).toBe('signedIn')
      await w.startServer()
      await then(w)
    },
    LONG,
  )

  it.each(ways)(
    'asleep: %s',
    async (_name, dialect, then) => {
      const w = await begin(kind, dialect)
      w.client.suspend()
      await w.control('/drop', { which: kind, how: 'rst' })
      w.clock.sleep(TTL_MS + 1_000)
      act(w)
      w.client.resume()
      await then(w)
    },
    LONG,
  )

  it.each(ways)(
    'in mid-connection, noticed when it happens: %s',
    async (_name, dialect, then) => {
      const w = await begin(kind, dialect)
      await w.pass(TTL_MS - 2_000)
      expect([w.session, w.state]).toEqual(['signedIn', 'ready'])
      await w.pass(2_000)
      // Nothing was asked of the server with what had ended: the client knew.
      expect((await w.counted()).expired).toEqual({})
      act(w)
      await then(w)
      expect((await w.counted()).dials[kind]).toBe(dialect === REFRESHING ? 1 : 2)
    },
    LONG,
  )

  it(
    'while it is being refreshed: one refresh, and the dial waits for it',
    async () => {
      const w = await begin(kind, REFRESHING)
      const path = REFRESH[kind].replace('POST ', '')
      await w.control('/hold-answers', { path })
      await w.pass(TTL_MS)
      expect((await w.counted()).requests[REFRESH[kind]]).toBe(1)
      await w.control('/drop', { which: kind, how: 'rst' })
      await w.until(() => w.state !== 'ready')
      act(w)
      await w.pass(2_000)
      expect((await w.counted()).dials[kind]).toBe(1)
      expect(w.state).toBe('authorising')
      await w.control('/release-answers')
      await goesOn(w)
    },
    LONG,
  )

  it(
    'by the server’s own word: refreshed once, and no sheet',
    async () => {
      const w = await begin(kind, REFRESHING, 3_600)
      await w.control('/expire-tokens', { which: kind })
      await w.control('/drop', { which: kind, how: 'rst' })
      act(w)
      await w.passUntil(
        () => w.client.sessions.view(kind).state === 'signedIn' && w.state === 'ready',
      )
      await arrived(w)
      const { requests, expired } = await w.counted()
      expect(requests[REFRESH[kind]]).toBe(1)
      // The client could not know: one dial or one call told it.
      expect(expired[`${kind} dial`] ?? 0).toBeLessThanOrEqual(1)
      expect(w.told).not.toContain('expired')
    },
    LONG,
  )

  it.each([
    ['refused', 401],
    ['gone from the server', 404],
  ])(
    'and the refresh is %s: the user signs in, once',
    async (_name, status) => {
      const w = await begin(kind, REFRESHING)
      const path = REFRESH[kind].replace('POST ', '')
      await w.control('/refuse', { status, path, times: 100 })
      await w.pass(TTL_MS)
      act(w)
      await w.passUntil(() => w.session === 'expired' && w.state === 'needsAuth')
      await clean(w, 1)
      await w.signIn()
      await w.passUntil(() => w.state === 'ready')
      await arrived(w)
    },
    LONG,
  )

  it(
    'and the refresh has to wait: no sheet, tried again, then on',
    async () => {
      const w = await begin(kind, REFRESHING)
      const path = REFRESH[kind].replace('POST ', '')
      await w.control('/refuse', { status: 503, path, times: 2 })
      await w.control('/drop', { which: kind, how: 'rst' })
      await w.pass(TTL_MS)
      act(w)
      await w.passUntil(() => w.state === 'ready')
      await arrived(w)
      expect(w.told).not.toContain('expired')
      expect((await w.counted()).expired[`${kind} dial`] ?? 0).toBe(0)
    },
    LONG,
  )

  it.each([
    ['two hours fast', 2 * HOUR_MS],
    ['two hours slow', -2 * HOUR_MS],
  ])(
    'not because the local clock is %s',
    async (_name, wrongBy) => {
      const w = await begin(kind, PLAIN, 3_600, wrongBy)
      await w.pass(20_000)
      // Somebody sets it right, and the machine sleeps for a moment.
      w.wrongBy = 0
      await w.pass(5_000)
      w.wrongBy = -wrongBy
      w.client.suspend()
      w.client.resume()
      await w.control('/drop', { which: kind, how: 'rst' })
      await w.until(() => w.state !== 'ready')
      await w.passUntil(() => w.state === 'ready')
      act(w)
      await arrived(w)
      expect(w.told).not.toContain('expired')
      expect((await w.counted()).tokens_issued[kind]).toBe(1)
      await clean(w, 0)
    },
    LONG,
  )
})

it(
  'a late 401 for an old token does not drop the new one, and its call is made again',
  async () => {
    const w = await begin('library', PLAIN, 3_600)
    await w.control('/expire-tokens', { which: 'library' })
    const path = '/api/queue/status'
    await w.control('/hold-answers', { path })
    const late = w.client.queue.refresh()
    const asked = (await w.counted()).requests[`GET ${path}`] ?? 0
    await w.until(async () => (await w.counted()).expired['library call'] === 1)
    await w.signIn()
    await w.control('/release-answers')
    await late
    expect(w.session).toBe('signedIn')
    expect(w.told).not.toContain('expired')
    expect((await w.counted()).requests[`GET ${path}`]).toBeGreaterThan(asked)
  },
  LONG,
)

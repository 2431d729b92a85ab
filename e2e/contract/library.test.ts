import { describe, expect, it } from 'vitest'
import { toAppError } from '../../src-shared/domain/errors'
import type { QueueGroup } from '../../src-shared/domain/queue'
import { UNDO_WINDOW_MS } from '../../src-shared/domain/outbox'
import { ServerHttp } from '../../src-main/transport/http'
import { Network } from '../../src-main/transport/network'
import { bearer, endAfterEach, ending, fastApi, until, Witnessed } from './testing'

/** The library and its queue, as FastAPI says them. */
endAfterEach()

const CRANES = 'harbour-of-paper-cranes'

async function signedIn() {
  const server = await fastApi()
  const witness = new Witnessed(server)
  await witness.library()
  const { client, clock } = witness
  const { queueCommands, queue } = client
  const inGroup = (group: QueueGroup) =>
    queue.slice.rows.filter((row) => row.group === group && row.pending === null)
  const episodes = (group: QueueGroup) => inGroup(group).map(({ episode }) => episode)
  /** Adds episodes of one season and waits until the server has them. */
  const add = async (...numbers: number[]) => {
    queueCommands.add(
      CRANES,
      numbers.map((episode) => ({ season: 1, episode })),
    )
    await until(() => witness.outbox()).toEqual([])
  }
  return { server, witness, client, clock, queueCommands, queue, inGroup, episodes, add }
}

const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (thrown: unknown) => toAppError(thrown),
  )

describe('the life of the queue', () => {
  it('from add to completed is told by events, without a poll', async () => {
    const { server, witness, client, clock, queueCommands, inGroup, episodes, add } =
      await signedIn()
    expect(client.library.slice.get(CRANES)).toMatchObject({ missingCount: 4 })
    await add(4, 5, 6)
    expect(episodes('pending')).toEqual([4, 5, 6])

    queueCommands.move(inGroup('pending')[2]?.id ?? '', null)
    await until(() => episodes('pending')).toEqual([6, 4, 5])

    await server.control('/fail-next-download', { reason: 'Hoster unavailable' })
    queueCommands.run('start')
    // The clock stands still: whatever is read on a timer, or on a hint, does not come.
    await until(() => episodes('completed').length).toBe(2)
    expect(inGroup('failed')).toMatchObject([{ episode: 6, error: 'Hoster unavailable' }])
    await until(() => client.queue.slice.meta.run.running).toBe(false)
    await until(() => witness.outbox()).toEqual([])

    queueCommands.retry(inGroup('failed').map(({ id }) => id))
    await until(() => inGroup('pending')).toMatchObject([{ episode: 6, retryCount: 1 }])
    queueCommands.run('start')
    await until(() => episodes('completed').length).toBe(3)

    // Downloaded episodes are no longer missing, once the server had time to find them.
    clock.advance(3_000)
    clock.advance(500)
    await until(() => client.library.slice.get(CRANES)?.missingCount).toBe(1)

    queueCommands.clear()
    clock.advance(UNDO_WINDOW_MS)
    await until(() => client.queue.slice.rows).toEqual([])
    await until(() => witness.outbox()).toEqual([])
    expect(await server.answers('DELETE /api/queue/completed')).toEqual([200])
    expect(witness.warnings).toEqual([])
  })

  it('is paused, resumed and stopped: each settled by the run itself', async () => {
    const { witness, client, queueCommands, episodes, add } = await signedIn()
    const run = () => client.queue.slice.meta.run
    await add(4, 5)
    queueCommands.run('pause')
    await until(() => run().paused).toBe(true)
    queueCommands.run('start')
    await until(() => run().running).toBe(true)
    expect(episodes('completed')).toEqual([])
    queueCommands.run('stop')
    await until(() => run()).toEqual({ running: false, paused: false })
    await until(() => episodes('pending')).toEqual([4, 5])
    queueCommands.run('start')
    await until(() => episodes('completed')).toEqual([4, 5])
    await until(() => witness.outbox()).toEqual([])
    expect(witness.warnings).toEqual([])
  })

  it('loses one item by its path, and several by DELETE with a body', async () => {
    const { server, witness, client, clock, queueCommands, inGroup, episodes, add } =
      await signedIn()
    await add(4, 5, 6)
    const [first, second, third] = inGroup('pending').map(({ id }) => id)
    queueCommands.remove([first ?? ''])
    clock.advance(UNDO_WINDOW_MS)
    await until(() => episodes('pending')).toEqual([5, 6])
    queueCommands.remove([second ?? '', third ?? ''])
    clock.advance(UNDO_WINDOW_MS)
    await until(() => client.queue.slice.rows).toEqual([])
    await until(() => witness.outbox()).toEqual([])
    expect(await server.answers(`DELETE /api/queue/${first ?? ''}`)).toEqual([204])
    expect(await server.answers('DELETE /api/queue/')).toEqual([204])
  })

  it('has a scan beside it, begun over HTTP and told by events', async () => {
    const { server, witness, client, clock } = await signedIn()
    client.library.rescan()
    await until(() => witness.outbox()).toEqual([])
    await until(() => client.scan.slice.meta.finishedAt).toBe(clock.now())
    expect(client.scan.slice.meta).toMatchObject({ phase: 'idle', error: null })
    expect(await server.answers('POST /api/v1/anime/rescan')).toEqual([200])
  })
})

it('is offered for what its schema lists, and nothing else', async () => {
  const { client } = await signedIn()
  const { capabilities, queue } = client
  await until(() => capabilities.slice.get('library')?.source).toBe('schema')
  const { has } = capabilities.slice.get('library') ?? {}
  const offered = Object.entries(has ?? {}).filter(([, is]) => is === true)
  expect(offered.map(([name]) => name).sort()).toEqual([
    ...['library.list', 'library.rescan', 'library.search', 'queue.clear', 'queue.pause'],
    ...['queue.reorder', 'queue.retry', 'server.health', 'server.sockets'],
  ])
  expect(capabilities.variant(queue.where?.profileId ?? '')).toMatchObject({
    ...{ list: '/api/v1/anime', reorder: 'order' },
  })
})

describe('what FastAPI says when it refuses', () => {
  it('is shown in its own words, whichever of its shapes they come in', async () => {
    const { witness, client, queueCommands } = await signedIn()
    expect(await errorOf(client.library.details('nothing'))).toMatchObject({
      code: 'server.notFound',
      detail: "Series 'nothing' not found",
    })
    expect(await errorOf(client.library.search(''))).toMatchObject({
      code: 'server.badRequest',
      detail: expect.stringContaining('at least 1 character') as string,
    })
    queueCommands.run('start')
    await until(() => witness.outbox()).toEqual(['queue.run failed'])
    expect(client.outbox.all()[0]?.lastError).toMatchObject({
      code: 'server.badRequest',
      detail: 'No pending downloads in queue',
    })
  })
})

describe('a redirect to the same path with a slash', () => {
  it('is not followed, not even to the same server: the call has not happened, and that is said', async () => {
    const server = await fastApi()
    const { clock } = new Witnessed(server)
    const options = { baseUrl: server.url, allowInsecure: false, clock, network: new Network() }
    const http = new ServerHttp(options)
    ending(() => Promise.resolve(http.close()))
    const token = await bearer(server)
    const json = { item_ids: ['a'] }
    const request = { method: 'DELETE', path: '/api/queue', json, token } as const
    expect(await errorOf(http.request(request))).toMatchObject({
      code: 'net.redirect',
      detail: `${server.url}/api/queue/`,
    })
    expect(await server.answers('DELETE /api/queue')).toEqual([307])
    expect(await server.answers('DELETE /api/queue/')).toEqual([])
  })

  it.each([true, false])('does not hide the list that lies there (schema: %s)', async (schema) => {
    const server = await fastApi({ trailingSlash: true, schema })
    const witness = new Witnessed(server)
    await witness.library()
    expect(witness.client.library.slice.rows).toHaveLength(3)
    expect(witness.port('library').timeline.map(({ state }) => state)).not.toContain('backoff')
    expect((await witness.client.library.details('winter-post')).series.title).toBe('Winter Post')
    expect(await server.answers('GET /api/v1/anime/')).toEqual([200])
    expect(witness.warnings).toEqual([])
  })
})

describe('a server that goes', () => {
  it.each(['stop', 'kill'] as const)('(%s) and comes back is followed quietly', async (how) => {
    const { server, witness, client, add } = await signedIn()
    await add(4)
    await server[how]()
    await until(() => witness.state('library')).toBe('backoff')
    expect(client.queue.slice.rows).toHaveLength(1)
    expect(client.queue.slice.meta.freshness.live).toBe(false)
    await server.start()
    witness.redial('library')
    await witness.libraryReady()
    // This server keeps its queue in memory.
    expect(client.queue.slice.rows).toEqual([])
    expect(client.queue.slice.meta.freshness.live).toBe(true)
    expect(client.activity.slice.rows).toEqual([])
    expect(witness.warnings).toEqual([])
  })

  it('in mid-handler takes nothing with it: rooms are joined anew before the queue is read', async () => {
    const { server, witness, client, add } = await signedIn()
    await add(4)
    await server.control('/crash-on', { text: 'poison' })
    await client.links.library.events.emit('poison', {})
    await until(() => witness.state('library')).toBe('backoff')
    witness.redial('library')
    await witness.libraryReady()
    expect(client.queue.slice.rows).toHaveLength(1)
    const actions = (await server.state()).messages.library.map(({ action }) => action)
    expect(actions).toEqual(['join', 'join', 'join', 'poison', 'join', 'join', 'join'])
  })
})

import { expect, it } from 'vitest'
import type { QueueGroup } from '../../src-shared/domain/queue'
import { worlds, type SteppedWorld } from './test-support'

/** A whole client and the real server: Start is answered ten minutes after it was carried out. */
const world = worlds()
const MINUTE = 60_000
/** Below the patience for a pong, so that each can be answered before the next step. */
const STEP = 2_000
const START = '/api/queue/start'
const NEVER_EXPIRES = 1_000_000

const ids = (w: SteppedWorld, group: QueueGroup) =>
  w.client.queue.slice.rows.filter((row) => row.group === group && !row.pending).map(({ id }) => id)
const settled = (w: SteppedWorld) => w.passUntil(() => w.client.outbox.all().length === 0)
const run = (w: SteppedWorld) => w.client.queue.slice.meta.run

it.each([
  ['seed', true],
  ['2026-02', true],
  // Answers after the run by itself.
  ['2025-11', false],
])(
  '%s: everything else works meanwhile, and nothing is sent twice',
  async (dialect, held) => {
    const w = await world('library', dialect, NEVER_EXPIRES)
    const { queueCommands, library, links } = w.client
    await w.until(() => library.slice.rows.length > 0)
    const series = library.slice.rows.find(({ missingCount }) => (missingCount ?? 0) > 5)
    const add = (...episodes: number[]) =>
      queueCommands.add(
        series?.id ?? '',
        episodes.map((episode) => ({ season: 1, episode })),
      )
    add(1, 2, 3, 4)
    await settled(w)
    if (held) await w.control('/hold-answers', { path: START })

    queueCommands.run('start')
    // The events say that it runs; nobody waits for the answer.
    await settled(w)
    expect(run(w)).toMatchObject({ running: true, paused: false })
    await w.pass(3 * MINUTE, STEP)
    expect(w.state).toBe('ready')

    queueCommands.run('pause')
    await settled(w)
    expect(run(w)).toMatchObject({ running: true, paused: true })
    add(5)
    await settled(w)
    const [, second = '', third = ''] = ids(w, 'pending')
    queueCommands.move(third, null)
    await settled(w)
    expect(ids(w, 'pending')[0]).toBe(third)
    queueCommands.remove([second])
    await w.passUntil(() => !ids(w, 'pending').includes(second))
    await settled(w)
    library.rescan()
    await settled(w)
    queueCommands.run('resume')
    await settled(w)
    expect(run(w)).toMatchObject({ running: true, paused: false })

    await w.pass(7 * MINUTE, STEP)
    expect((await w.counted()).requests[`POST ${START}`]).toBe(1)
    queueCommands.run('stop')
    await settled(w)
    expect(run(w)).toMatchObject({ running: false })
    if (held) expect(await w.control('/release-answers')).toMatchObject({ body: { released: 1 } })
    await w.pass(MINUTE, STEP)

    // The late answer says what was true ten minutes ago: it changes nothing.
    expect(run(w)).toMatchObject({ running: false })
    expect(w.client.outbox.all()).toEqual([])
    const { requests, dials, queue } = await w.counted()
    expect(queue.is_running).toBe(false)
    expect(dials['library']).toBe(1)
    expect(links.library.port.counters.all).not.toContainEqual(
      expect.objectContaining({ name: 'heartbeat.silent' }),
    )
    for (const once of ['start', 'stop', 'pause', 'resume', 'reorder']) {
      expect([once, requests[`POST /api/queue/${once}`]]).toEqual([once, 1])
    }
    expect(requests['POST /api/queue/add']).toBe(2)
    expect(requests['DELETE /api/queue/{item_id}']).toBe(1)
  },
  60_000,
)

it('Stop goes out at once also while nothing has told that Start arrived', async () => {
  const w = await world('library', 'seed', NEVER_EXPIRES)
  const { queueCommands, library, outbox } = w.client
  await w.until(() => library.slice.rows.length > 0)
  const series = library.slice.rows.find(({ missingCount }) => (missingCount ?? 0) > 1)
  queueCommands.add(series?.id ?? '', [{ season: 1, episode: 1 }])
  await settled(w)
  await w.control('/hold-answers', { path: START })
  // No event comes any more; calls go on.
  await w.control('/freeze', { which: 'library' })
  queueCommands.run('start')
  await w.until(async () => (await w.counted()).queue.is_running)
  expect(outbox.all().map(({ state }) => state)).toEqual(['sending'])

  queueCommands.run('stop')
  await w.until(async () => (await w.counted()).requests['POST /api/queue/stop'] === 1)
  expect((await w.counted()).queue.is_running).toBe(false)

  await w.control('/thaw', { which: 'library' })
  await w.passUntil(() => w.state === 'ready')
  await w.pass(10 * MINUTE, STEP)
  await w.control('/release-answers')
  await settled(w)
  const { requests, queue } = await w.counted()
  expect([requests[`POST ${START}`], requests['POST /api/queue/stop']]).toEqual([1, 1])
  expect(queue.is_running).toBe(false)
  expect(run(w)).toMatchObject({ running: false })
}, 60_000)

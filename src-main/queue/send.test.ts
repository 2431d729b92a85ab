import { describe, expect, it } from 'vitest'
import { fail } from '../../src-shared/domain/errors'
import type { ErrorCode } from '../../src-shared/domain/errors'
import type { OutboxCommand } from '../../src-shared/domain/outbox'
import { LibraryApi } from '../library/api'
import { KnownVariants } from '../link/testing'
import type { HttpAnswer, HttpRequest } from '../transport/types'
import { QueueApi } from './api'
import { queueSender } from './send'
import { item, outboxRow } from './testing'

/** The border: what HttpClient would be asked, answered by `answer`. */
function sender(answer: (request: Omit<HttpRequest, 'token'>) => unknown = () => null) {
  const calls: string[] = []
  const variants = new KnownVariants()
  const http = {
    async request(profileId: string, request: Omit<HttpRequest, 'token'>): Promise<HttpAnswer> {
      await Promise.resolve()
      const json = request.json === undefined ? '' : ` ${JSON.stringify(request.json)}`
      const kind = request.kind === 'unbounded' ? ' unbounded' : ''
      calls.push(`${profileId} ${request.method} ${request.path}${json}${kind}`)
      return { status: 200, headers: {}, body: answer(request) }
    },
  }
  const send = queueSender({
    api: new QueueApi(http, variants),
    library: new LibraryApi(http, variants),
    known: () => ({ items: [item('x', 'completed', { priority: 'normal' })] }),
  })
  return { calls, variants, send: (command: OutboxCommand) => send(outboxRow(1, command)) }
}

const status = (pending: string[], completed: string[] = []) => {
  const wire = (id: string) => ({ id, serie_id: 's', episode: { season: 1, episode: 1 } })
  return { pending_queue: pending.map(wire), completed_downloads: completed.map(wire) }
}

describe('sending library rows', () => {
  it('adds with one body per row, in the spelling of the server', async () => {
    const { calls, send } = sender()
    const outcome = await send({
      kind: 'queue.add',
      ...{ seriesId: 's', seriesFolder: 'F', seriesTitle: 'S' },
      episodes: [{ season: 1, episode: 2, title: 'Two' }],
    })
    expect(outcome).toEqual({ is: 'answered' })
    expect(calls).toEqual([
      'p POST /api/queue/add {"serie_id":"s","serie_folder":"F","serie_name":"S","episodes":[{"season":1,"episode":2,"title":"Two"}],"priority":"normal"}',
    ])
  })

  it('adds in the other spelling where the server refuses the priority, and nothing else', async () => {
    const add: OutboxCommand = {
      ...{ kind: 'queue.add', seriesId: 's', seriesFolder: 'F', seriesTitle: 'S' },
      episodes: [{ season: 1, episode: 2 }],
    }
    const refusing = (field: string) =>
      sender(({ json }) => {
        if (!JSON.stringify(json).includes('NORMAL')) {
          const issues = [{ path: [field], message: 'not a valid enumeration member' }]
          throw fail('server.badRequest', '422', { issues })
        }
        return null
      })
    const spelt = refusing('priority')
    expect(await spelt.send(add)).toEqual({ is: 'answered' })
    expect(spelt.calls.map((call) => /"priority":"(.+)"/.exec(call)?.[1])).toEqual([
      'normal',
      'NORMAL',
    ])
    const other = refusing('episodes')
    expect(await other.send(add)).toMatchObject({ is: 'refused' })
    expect(other.calls).toHaveLength(1)
  })

  it('removes one by path and several by list', async () => {
    const { calls, send } = sender()
    await send({ kind: 'queue.remove', itemIds: ['a/b'] })
    await send({ kind: 'queue.remove', itemIds: ['a', 'b'] })
    expect(calls).toEqual([
      'p DELETE /api/queue/a%2Fb',
      'p DELETE /api/queue/ {"item_ids":["a","b"]}',
    ])
  })

  it('runs, and lets only start take any time', async () => {
    const { calls, send } = sender()
    for (const run of ['start', 'stop', 'pause', 'resume'] as const) {
      await send({ kind: 'queue.run', run })
    }
    expect(calls).toEqual([
      'p POST /api/queue/start {} unbounded',
      'p POST /api/queue/stop {}',
      'p POST /api/queue/pause {}',
      'p POST /api/queue/resume {}',
    ])
  })

  it('never sends an empty retry, which would mean all', async () => {
    const { calls, send } = sender()
    expect(await send({ kind: 'queue.retry', itemIds: [] })).toEqual({ is: 'done' })
    expect(calls).toEqual([])
    await send({ kind: 'queue.retry', itemIds: ['a'] })
    expect(calls).toEqual(['p POST /api/queue/retry {"item_ids":["a"]}'])
  })

  it('clears by the one call only when exactly the named are completed', async () => {
    const exact = sender(() => status([], ['a', 'b']))
    await exact.send({ kind: 'queue.clear', itemIds: ['b', 'a'] })
    expect(exact.calls).toEqual(['p GET /api/queue/status', 'p DELETE /api/queue/completed'])
    const more = sender(() => status([], ['a', 'b', 'later']))
    await more.send({ kind: 'queue.clear', itemIds: ['a', 'b'] })
    expect(more.calls.slice(1)).toEqual(['p DELETE /api/queue/a', 'p DELETE /api/queue/b'])
    const gone = sender(() => status([], ['later']))
    expect(await gone.send({ kind: 'queue.clear', itemIds: ['a'] })).toEqual({ is: 'done' })
    expect(gone.calls).toHaveLength(1)
  })

  it('makes the whole order from a status read just before', async () => {
    const { calls, send } = sender(() => status(['a', 'b', 'c']))
    await send({ kind: 'queue.move', itemId: 'c', after: 'a' })
    expect(calls).toEqual([
      'p GET /api/queue/status',
      'p POST /api/queue/reorder {"item_ids":["a","c","b"]}',
    ])
    expect(await send({ kind: 'queue.move', itemId: 'b', after: 'a' })).toEqual({ is: 'done' })
    expect(await send({ kind: 'queue.move', itemId: 'x', after: 'a' })).toEqual({ is: 'done' })
  })

  it('finds what was moved or removed before it was added by its episode', async () => {
    const waiting = ['a', 'b', 'c'].map((id, at) => ({
      ...{ id, serie_id: 's', episode: { season: 1, episode: at + 1 } },
    }))
    const { calls, send } = sender(() => ({ pending_queue: waiting }))
    const [second, third] = ['local:1:1:2:s', 'local:1:1:3:s'] as const
    await send({ kind: 'queue.move', itemId: third, after: 'a' })
    await send({ kind: 'queue.move', itemId: 'a', after: second })
    await send({ kind: 'queue.remove', itemIds: [second] })
    const nobody = { kind: 'queue.remove', itemIds: ['local:1:1:9:s'] } as const
    expect(await send(nobody)).toEqual({ is: 'done' })
    expect(calls.filter((call) => !call.includes('status'))).toEqual([
      'p POST /api/queue/reorder {"item_ids":["a","c","b"]}',
      'p POST /api/queue/reorder {"item_ids":["b","a","c"]}',
      'p DELETE /api/queue/b',
    ])
  })

  it('moves by position where the whole order is refused, and remembers that', async () => {
    const { calls, send, variants } = sender(({ json }) => {
      if (json && 'item_ids' in (json as object)) throw fail('server.badRequest', '422')
      return status(['a', 'b', 'c'])
    })
    for (const after of [null, 'a']) {
      expect(await send({ kind: 'queue.move', itemId: 'c', after })).toEqual({ is: 'answered' })
    }
    expect(variants.variant()).toMatchObject({ reorder: 'position' })
    expect(calls.filter((call) => call.includes('reorder'))).toEqual([
      'p POST /api/queue/reorder {"item_ids":["c","a","b"]}',
      'p POST /api/queue/reorder {"item_id":"c","new_position":0}',
      'p POST /api/queue/reorder {"item_id":"c","new_position":1}',
    ])
  })

  it('learns from a refused path that the server has no such function', async () => {
    const { send, variants } = sender(() => {
      throw fail('server.notFound', '404')
    })
    for (const command of [
      { kind: 'queue.run', run: 'pause' },
      { kind: 'library.rescan' },
      { kind: 'queue.retry', itemIds: ['a'] },
    ] as const) {
      await send(command)
    }
    expect(variants.lacking).toEqual(['queue.pause', 'library.rescan'])
  })

  it('clears one by one where there is no call that clears', async () => {
    const { calls, send } = sender(({ path }) => {
      if (path.endsWith('/completed')) throw fail('server.unsupported', '405')
      return status([], ['a', 'b'])
    })
    await send({ kind: 'queue.clear', itemIds: ['a', 'b'] })
    expect(calls.slice(2)).toEqual(['p DELETE /api/queue/a', 'p DELETE /api/queue/b'])
  })

  it('takes a rescan that runs already, and an item that is gone, for done', async () => {
    const refuse = (code: ErrorCode) =>
      sender(() => {
        throw fail(code, 'no')
      })
    expect(await refuse('server.conflict').send({ kind: 'library.rescan' })).toEqual({ is: 'done' })
    expect(await refuse('server.notFound').send({ kind: 'queue.remove', itemIds: ['a'] })).toEqual({
      is: 'answered',
    })
  })

  it.each<[ErrorCode, string]>([
    ['net.unreachable', 'notSent'],
    ['auth.required', 'notSent'],
    ['profile.notFound', 'notSent'],
    ['net.timeout', 'unknown'],
    ['net.reset', 'unknown'],
    ['server.failed', 'unknown'],
    ['server.badRequest', 'refused'],
    ['server.notFound', 'refused'],
    ['server.unsupported', 'refused'],
  ])('%s is %s', async (code, is) => {
    const { send } = sender(() => {
      throw fail(code, 'no')
    })
    expect(await send({ kind: 'queue.run', run: 'start' })).toMatchObject({ is, error: { code } })
  })

  it.each([
    [429, 'notSent'],
    [503, 'unknown'],
    [undefined, 'notSent'],
  ])('busy with HTTP %s is %s', async (status, is) => {
    const { send } = sender(() => {
      throw fail('server.busy', 'no', { status })
    })
    expect(await send({ kind: 'queue.run', run: 'start' })).toMatchObject({ is })
  })

  it('never takes an item for the call that clears', async () => {
    const { calls, send } = sender()
    expect(await send({ kind: 'queue.remove', itemIds: ['completed'] })).toMatchObject({
      is: 'refused',
      error: { code: 'input.invalid' },
    })
    expect(calls).toEqual([])
  })

  it('turns whatever is thrown into an outcome', async () => {
    const { send } = sender(() => {
      throw new TypeError('bug')
    })
    expect(await send({ kind: 'queue.run', run: 'stop' })).toMatchObject({
      error: { code: 'internal' },
    })
  })
})

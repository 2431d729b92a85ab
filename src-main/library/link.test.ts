import { describe, expect, it } from 'vitest'
import { fail } from '../../src-shared/domain/errors'
import type { JsonObject } from '../../src-shared/json'
import { ScriptedPort, ScriptedSessions, UNWATCHED } from '../link/testing'
import { silentLog } from '../log'
import type { QueueService } from '../queue/service'
import { DEFAULT_POLICY } from '../transport/policy'
import { ManualClock } from '../transport/test-support'
import { LibraryLink } from './link'
import type { ScanService } from './scan'
import type { LibraryService } from './service'

/** The link, with everything it ties together written by hand. */
function setUp() {
  const clock = new ManualClock()
  const sessions = new ScriptedSessions()
  sessions.state = 'signedIn'
  sessions.user = ''
  const port = new ScriptedPort()
  const told: string[] = []
  const tell = (what: string) => (data?: unknown) => {
    const about = (data as { type?: string; account?: string } | null)?.type ?? data
    told.push(
      about === undefined ? what : `${what} ${typeof about === 'object' ? '' : about}`.trim(),
    )
  }
  const fetches: { resolve: () => void; reject: (why: Error) => void }[] = []
  const fetch = (what: string) => () => {
    told.push(what)
    return new Promise<void>((resolve, reject) => fetches.push({ resolve, reject }))
  }
  const shared = { open: tell('open'), cancelFetch: tell('cancel'), refreshSoon: tell('soon') }
  const library = {
    ...shared,
    setLive: tell('library live'),
    refresh: fetch('fetch library'),
    episodeDone: tell('episode done'),
  }
  const queue = {
    ...shared,
    setLive: tell('queue live'),
    setAvailable: tell('available'),
    refresh: fetch('fetch queue'),
    apply: tell('apply'),
    applyStatus: tell('status'),
    setDeaf: tell('deaf'),
    where: { profileId: 'p', account: 'p:' },
  }
  const scan = { apply: tell('scan'), reset: tell('reset'), reconnected: tell('reconnected') }
  /** Whether the server has been out of reach for long. */
  const long = { is: false }
  const answer = { status: () => Promise.resolve() as Promise<unknown> }
  const link = new LibraryLink({
    sessions,
    library: library as unknown as LibraryService,
    queue: queue as unknown as QueueService,
    scan: scan as unknown as ScanService,
    queueApi: { status: () => answer.status() as Promise<never> },
    activity: { add: (kind) => told.push(`activity ${kind}`), record: tell('record') },
    presence: {
      ...UNWATCHED,
      back: tell('back'),
      get isLong() {
        return long.is
      },
    },
    connect: () => port,
    policy: DEFAULT_POLICY,
    clock,
    log: silentLog,
  })
  const frame = (message: JsonObject) => link.onFrame(JSON.stringify(message))
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
  return { clock, sessions, port, told, fetches, link, frame, turn, answer, long }
}

describe('library link', () => {
  it('dials with the token as a header, never in the URL', async () => {
    const t = setUp()
    expect(await t.link.target()).toEqual({
      url: 'ws://127.0.0.1:8000/ws/connect',
      headers: { Authorization: 'Bearer token-1' },
      allowInsecure: false,
    })
    t.sessions.value = null
    await expect(t.link.target()).rejects.toMatchObject({ error: { code: 'auth.required' } })
  })

  it('joins its rooms, waits for the answers, and only then fetches', async () => {
    const t = setUp()
    const sync = t.link.sync(1, new AbortController().signal)
    const room = (name: string) => ({ action: 'join', room: name, data: { room: name } })
    expect(t.port.sent).toEqual([
      room('scan_progress'),
      room('download_progress'),
      room('downloads'),
    ])
    for (const name of ['scan_progress', 'download_progress']) {
      t.frame({ type: 'system_info', data: { action: 'join', room: name } })
    }
    await t.turn()
    expect(t.fetches).toHaveLength(0)
    t.frame({ type: 'system_error', data: { message: 'Unknown room', room: 'downloads' } })
    await t.turn()
    expect(t.told).toEqual([
      ...['reconnected', 'deaf false', 'deaf false', 'deaf false', 'deaf true'],
      ...['fetch library', 'fetch queue'],
    ])
    expect([...t.link.rooms]).toEqual([
      ['scan_progress', 'joined'],
      ['download_progress', 'joined'],
      ['downloads', 'refused'],
    ])
    t.fetches.forEach(({ resolve }) => resolve())
    await sync
    t.port.enter('ready')
    expect(t.told.slice(-4)).toEqual([
      ...['library live true', 'queue live true', 'available true', 'back'],
    ])
  })

  it('does not wait for ever for rooms, nor for a list that takes its time', async () => {
    const t = setUp()
    const sync = t.link.sync(1, new AbortController().signal)
    t.clock.advance(500)
    await t.turn()
    t.fetches[1]?.resolve()
    t.clock.advance(5_000)
    await sync
    t.port.enter('ready')
    expect(t.told.slice(-3)).toEqual(['library live false', 'queue live true', 'available true'])
    t.fetches[0]?.resolve()
    await t.turn()
    expect(t.told).toContain('library live true')
  })

  it('asks again for a list that failed late, for as long as the connection lasts', async () => {
    const t = setUp()
    const gone = new AbortController()
    const sync = t.link.sync(1, gone.signal)
    t.clock.advance(500)
    await t.turn()
    t.fetches[1]?.resolve()
    t.clock.advance(5_000)
    await sync
    t.port.enter('ready')
    t.fetches[0]?.reject(new Error('too slow'))
    await t.turn()
    t.clock.advance(10_000)
    await t.turn()
    expect(t.fetches).toHaveLength(3)
    t.fetches[2]?.reject(new Error('too slow again'))
    await t.turn()
    t.clock.advance(10_000)
    await t.turn()
    t.fetches[3]?.resolve()
    await t.turn()
    expect(t.told.at(-4)).toBe('library live true')

    const again = t.link.sync(2, gone.signal)
    t.clock.advance(500)
    await t.turn()
    t.fetches[5]?.resolve()
    t.clock.advance(5_000)
    await again
    t.fetches[4]?.reject(new Error('too slow'))
    gone.abort()
    await t.turn()
    t.clock.advance(60_000)
    await t.turn()
    expect(t.fetches).toHaveLength(6)
  })

  it('fails its sync with what the server did wrong, and cancels with the connection', async () => {
    const t = setUp()
    const gone = new AbortController()
    const sync = t.link.sync(1, gone.signal)
    t.clock.advance(500)
    await t.turn()
    t.fetches[0]?.reject(fail('net.badAnswer', '/api/v1/anime: no list'))
    await expect(sync).rejects.toMatchObject({ error: { code: 'net.badAnswer' } })
    gone.abort()
    expect(t.told.slice(-2)).toEqual(['cancel', 'cancel'])
  })

  it('hands every event to its service once, under either name', () => {
    const t = setUp()
    const data = { id: 'q1', percent: 3 }
    t.frame({ type: 'download_progress', timestamp: 't', data })
    t.frame({ type: 'download_progress_update', timestamp: 't', data })
    t.frame({ type: 'queue_paused' })
    t.frame({ type: 'queue_status', data: { pending_queue: [] } })
    t.frame({ type: 'download_added', data: {} })
    t.frame({ type: 'download_completed', data: { id: 'q1' } })
    t.frame({ type: 'scan_completed', data: {} })
    t.frame({ type: 'series_updated', data: { key: 'a' } })
    t.frame({ type: 'auto_download_started', data: {} })
    t.frame({ type: 'server_shutdown' })
    t.link.onFrame('{')
    t.link.onFrame('[]')
    t.link.onFrame('['.repeat(10_000) + ']'.repeat(10_000))
    expect(t.told).toEqual([
      ...['apply download.progress', 'apply queue.run', 'status', 'soon'],
      ...['apply download.complete', 'episode done', 'scan scan.complete'],
      ...['soon', 'activity server.event'],
    ])
    expect(t.port.counters.get('events.twin')).toBe(1)
    for (const name of ['notJson', 'notUnderstood', 'tooDeep']) {
      expect(t.port.counters.get(`frames.${name}`)).toBe(1)
    }
  })

  it('lets the outbox send while it polls, once the queue was read, and is live only when ready', async () => {
    const t = setUp()
    const notLive = ['library live false', 'queue live false']
    t.port.enter('eventsUnavailable')
    expect(t.told.splice(0)).toEqual([...notLive, 'available false'])
    void t.link.poll()
    t.fetches[0]?.resolve()
    await t.turn()
    expect(t.told.splice(0)).toEqual([
      ...['fetch queue', 'fetch library', ...notLive, 'available true'],
    ])
    void t.link.poll()
    t.fetches[2]?.resolve()
    await t.turn()
    // Told once: each time would make what waits for its next try go out at once.
    expect(t.told.splice(0)).toEqual(['fetch queue'])
    t.port.enter('backoff')
    expect(t.told.splice(0)).toEqual([...notLive, 'available false'])
    t.port.enter('eventsUnavailable')
    expect(t.told.splice(0)).toEqual([...notLive, 'available false'])
  })

  it('is back when every list is in; after a long sleep that the line survived they are read again', async () => {
    const t = setUp()
    const sync = t.link.sync(1, new AbortController().signal)
    t.clock.advance(500)
    await t.turn()
    t.fetches.splice(0).forEach(({ resolve }) => resolve())
    await sync
    t.port.enter('ready')
    expect(t.told.splice(0).at(-1)).toBe('back')
    t.port.enter('probing')
    t.port.enter('ready')
    expect(t.told.splice(0).filter((what) => what.startsWith('fetch'))).toEqual([])

    t.long.is = true
    t.port.enter('probing')
    t.port.enter('ready')
    expect(t.told.splice(0).slice(-2)).toEqual(['fetch queue', 'fetch library'])
    t.fetches.splice(0).forEach(({ resolve }) => resolve())
    await t.turn()
    expect(t.told.splice(0)).toEqual(['back'])

    // Lost while they are read: the next connection brings its own.
    t.port.enter('probing')
    t.port.enter('ready')
    t.port.enter('backoff')
    t.link.onDown()
    t.fetches.forEach(({ reject }) => reject(new Error('gone')))
    await t.turn()
    expect(t.told).not.toContain('back')
  })

  it('reads the queue with every poll, the list with every sixth', async () => {
    const t = setUp()
    void t.link.poll()
    void t.link.poll()
    expect(t.told.filter((what) => what.startsWith('fetch'))).toEqual([
      'fetch queue',
      'fetch library',
      'fetch queue',
    ])
    await t.turn()
  })

  it('judges a token by a call, not by the refused upgrade', async () => {
    const t = setUp()
    const { signal } = new AbortController()
    await t.link.target()
    expect(await t.link.checkToken(signal)).toBe('ok')
    t.sessions.value = 'token-2'
    // Accepted over HTTP is another one by now: this dial's is not.
    expect(await t.link.checkToken(signal)).toBe('refused')
    t.sessions.value = 'token-1'
    t.answer.status = () => Promise.reject(fail('auth.required', 'no'))
    expect(await t.link.checkToken(signal)).toBe('refused')
    t.answer.status = () => Promise.reject(fail('auth.notSetUp', 'no'))
    expect(await t.link.checkToken(signal)).toBe('refused')
    t.answer.status = () => Promise.reject(fail('server.failed', 'no'))
    expect(await t.link.checkToken(signal)).toBe('unknown')
    await t.link.target()
    t.link.onRefused()
    expect(t.sessions.refused).toEqual(['token-1'])
  })
})

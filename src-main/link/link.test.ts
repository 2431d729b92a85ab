import { describe, expect, it } from 'vitest'
import { AppFailure, fail, toAppError } from '../../src-shared/domain/errors'
import type { AppError } from '../../src-shared/domain/errors'
import { outcomeOf } from '../queue/send'
import { AuthorisedHttp } from './authorised-http'
import { SessionFollower } from './session-follower'
import { SingleFlight } from './single-flight'
import { ScriptedPort, ScriptedSessions } from './testing'

describe('following a session', () => {
  function setUp(state: ScriptedSessions['state']) {
    const sessions = new ScriptedSessions()
    sessions.state = state
    const port = new ScriptedPort()
    const opened: (string | null)[] = []
    const follower = new SessionFollower({
      kind: 'todos',
      sessions,
      port,
      open: (where) => opened.push(where?.account ?? null),
    })
    return { sessions, port, opened, follower }
  }

  it('shows the account last used before anything is dialled', () => {
    const t = setUp('unknown')
    t.follower.load()
    expect([t.opened, t.port.asked]).toEqual([['p:mia'], []])
    t.follower.dial()
    expect(t.port.asked).toEqual(['open'])
    t.sessions.set('todos', { state: 'signedIn' })
    expect([t.opened, t.port.asked]).toEqual([['p:mia'], ['open']])
  })

  it('closes and opens anew for another account, server or address', () => {
    const t = setUp('signedIn')
    t.follower.load()
    t.follower.dial()
    t.sessions.set('todos', { user: 'ben' })
    t.sessions.set('todos', { profileId: 'q' })
    t.sessions.set('todos', { url: 'http://127.0.0.1:9000' })
    expect(t.opened).toEqual(['p:mia', 'p:ben', 'q:ben'])
    expect(t.port.asked).toEqual(['open', ...['close', 'open', 'close', 'open', 'close', 'open']])
  })

  it('asks for a sign-in when the token expired, and dials again after it', () => {
    const t = setUp('signedIn')
    t.follower.load()
    t.follower.dial()
    t.sessions.set('todos', { state: 'expired' })
    t.sessions.set('todos', { state: 'signedIn' })
    expect(t.port.asked).toEqual(['open', 'refuse auth.required', 'authChanged'])
  })

  it('does not miss a token that came while the sign-in was still under way', async () => {
    const t = setUp('signedOut')
    t.follower.load()
    t.follower.dial()
    expect(t.port.asked).toEqual([])
    t.sessions.set('todos', { state: 'signingIn' })
    await Promise.resolve()
    expect(t.port.asked).toEqual(['open'])
  })

  it('hears nothing of the other server, closes on sign-out, and stops', async () => {
    const t = setUp('signedIn')
    t.follower.load()
    t.follower.dial()
    t.sessions.set('library', { user: 'ben' })
    expect(t.opened).toEqual(['p:mia'])
    t.sessions.set('todos', { state: 'signedOut' })
    expect(t.port.asked.at(-1)).toBe('close')
    await t.follower.stop()
    t.sessions.set('todos', { state: 'signedIn', user: 'eva' })
    expect(t.opened).toEqual(['p:mia', 'p:ben'])
  })
})

describe('a refused token', () => {
  it('makes the connection dial again, with whatever takes its place', () => {
    const sessions = new ScriptedSessions()
    sessions.state = 'signedIn'
    sessions.next = 'token-2'
    const port = new ScriptedPort()
    const follower = new SessionFollower({ kind: 'todos', sessions, port, open: () => {} })
    follower.load()
    follower.dial()
    follower.refused(null)
    expect(port.asked).toEqual(['open'])
    follower.refused('token-1')
    expect([port.asked, sessions.refused]).toEqual([['open', 'authChanged'], ['token-1']])
  })

  it('does not count as good because another one is', async () => {
    const sessions = new ScriptedSessions()
    const port = new ScriptedPort()
    const follower = new SessionFollower({ kind: 'todos', sessions, port, open: () => {} })
    expect(await follower.verdict('token-1')).toBe('ok')
    sessions.value = 'token-2'
    expect(await follower.verdict('token-1')).toBe('refused')
  })
})

describe('authorised calls', () => {
  function setUp(answer: () => Promise<never> | Promise<unknown>, configured = true) {
    const sessions = new ScriptedSessions()
    const seen: (string | null | undefined)[] = []
    const http = new AuthorisedHttp({
      ...{ kind: 'library', sessions },
      http: () => ({
        async request(request) {
          if (request.path === '/api/auth/status') {
            return { status: 200, headers: {}, body: { configured } }
          }
          seen.push(request.token)
          return { status: 200, headers: {}, body: await answer() }
        },
      }),
    })
    const call = (profileId = 'p') => http.request(profileId, { method: 'GET', path: '/x' })
    return { sessions, seen, call }
  }

  it('carry the token, and say which one a 401 was about', async () => {
    const t = setUp(() => Promise.reject(fail('auth.required', 'no')))
    await expect(t.call()).rejects.toBeInstanceOf(AppFailure)
    expect([t.seen, t.sessions.refused]).toEqual([['token-1'], ['token-1']])
  })

  it('are made again, once, with what has taken the place of a refused token', async () => {
    const t = setUp(() =>
      t.seen.length === 1 ? Promise.reject(fail('auth.required', 'no')) : Promise.resolve({}),
    )
    t.sessions.next = 'token-2'
    expect((await t.call()).status).toBe(200)
    expect([t.seen, t.sessions.refused]).toEqual([['token-1', 'token-2'], ['token-1']])
    const never = setUp(() => Promise.reject(fail('auth.required', 'no')))
    never.sessions.next = 'token-2'
    await expect(never.call()).rejects.toMatchObject({ error: { code: 'auth.required' } })
    expect(never.seen).toEqual(['token-1', 'token-2'])
    expect(never.sessions.refused).toEqual(['token-1', 'token-2'])
  })

  it('are not made again for another account', async () => {
    const t = setUp(() => {
      t.sessions.user = 'ben'
      return Promise.reject(fail('auth.required', 'no'))
    })
    t.sessions.next = 'token-2'
    await expect(t.call()).rejects.toMatchObject({ error: { code: 'auth.required' } })
    expect(t.seen).toEqual(['token-1'])
  })

  it('that were never sent say so, whatever ended them', async () => {
    const t = setUp(() => Promise.resolve({}))
    const late = t.call()
    t.sessions.url = 'http://127.0.0.1:9000'
    const moved = await late.catch(toAppError)
    t.sessions.token = () => Promise.reject(fail('net.unreachable', 'not checked'))
    const unchecked = await t.call().catch(toAppError)
    t.sessions.token = () => Promise.resolve(null)
    const nobody = await t.call().catch(toAppError)
    for (const error of [moved, unchecked, nobody]) {
      expect(outcomeOf(error as AppError)).toMatchObject({ is: 'notSent' })
    }
    expect(t.seen).toEqual([])
  })

  it('lead to the set-up, not to an error, where the server was begun anew', async () => {
    const elsewhere = () => Promise.reject(fail('net.redirect', '302'))
    const t = setUp(elsewhere, false)
    await expect(t.call()).rejects.toMatchObject({ error: { code: 'auth.notSetUp' } })
    expect(t.sessions.refused).toEqual(['token-1'])
    const moved = setUp(elsewhere)
    await expect(moved.call()).rejects.toMatchObject({ error: { code: 'net.redirect' } })
    expect(moved.sessions.refused).toEqual([])
  })

  it('never reach another server than the one meant', async () => {
    const t = setUp(() => Promise.resolve({}))
    await expect(t.call('other')).rejects.toMatchObject({ error: { code: 'profile.notFound' } })
    const late = t.call()
    t.sessions.profileId = 'q'
    await expect(late).rejects.toMatchObject({ error: { code: 'profile.notFound' } })
    expect(t.seen).toEqual([])
  })

  it('are not made without a token', async () => {
    const t = setUp(() => Promise.resolve({}))
    t.sessions.value = null
    await expect(t.call()).rejects.toMatchObject({ error: { code: 'auth.required' } })
    expect(t.seen).toEqual([])
  })
})

describe('single flight', () => {
  it('does not begin what waited when it is no longer wanted', async () => {
    const ends: (() => void)[] = []
    const flight = new SingleFlight(() => new Promise((resolve) => ends.push(resolve)))
    const [first, second] = [flight.run(), flight.run()]
    flight.abort()
    ends[0]?.()
    await first
    await expect(second).rejects.toMatchObject({ error: { code: 'net.cancelled' } })
    expect(ends).toHaveLength(1)
  })
})

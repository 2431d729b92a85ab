import { describe, expect, it } from 'vitest'
import { appError } from '../../src-shared/domain/errors'
import type { ErrorCode } from '../../src-shared/domain/errors'
import { afterEnd, afterFailure, mayBlameWrite } from './closes'
import type { Next } from './closes'

type To = Next['to']

describe('afterEnd', () => {
  it.each<[number, To, ErrorCode]>([
    [1000, 'backoff', 'net.reset'],
    [1001, 'backoff', 'net.reset'],
    [1002, 'backoff', 'net.reset'],
    [1003, 'backoff', 'net.reset'],
    [1005, 'backoff', 'net.reset'],
    [1006, 'backoff', 'net.reset'],
    [1007, 'backoff', 'net.reset'],
    [1008, 'needsAuth', 'auth.required'],
    [1009, 'backoff', 'net.reset'],
    [1011, 'backoff', 'net.reset'],
    [1012, 'busy', 'server.busy'],
    [1013, 'busy', 'server.busy'],
    [1014, 'backoff', 'net.reset'],
    [3000, 'backoff', 'net.reset'],
    [4000, 'backoff', 'net.reset'],
    [4001, 'needsAuth', 'auth.required'],
    [4003, 'needsAuth', 'auth.required'],
    [4401, 'needsAuth', 'auth.required'],
    [4404, 'backoff', 'net.reset'],
  ])('close %i: %s', (code, to, why) => {
    expect(afterEnd({ is: 'closed', code })).toMatchObject({ to, why: { code: why } })
  })

  it.each<[number, To, ErrorCode]>([
    [200, 'checkToken', 'server.unsupported'],
    [302, 'checkToken', 'server.unsupported'],
    [400, 'checkToken', 'server.unsupported'],
    [401, 'checkToken', 'server.forbidden'],
    [403, 'checkToken', 'server.forbidden'],
    [404, 'checkToken', 'server.unsupported'],
    [405, 'checkToken', 'server.unsupported'],
    [408, 'backoff', 'net.timeout'],
    [426, 'checkToken', 'server.unsupported'],
    [429, 'busy', 'server.busy'],
    [500, 'backoff', 'server.failed'],
    [501, 'checkToken', 'server.unsupported'],
    [502, 'backoff', 'server.failed'],
    [503, 'busy', 'server.busy'],
    [504, 'backoff', 'server.failed'],
  ])('handshake status %i: %s', (status, to, why) => {
    const next = afterEnd({ is: 'refused', status, retryAfter: 7 })
    expect(next).toMatchObject({ to, why: { code: why } })
    if (to === 'busy') expect(next.why.retryAfter).toBe(7)
  })

  it('polls when a frame of theirs was beyond our limit', () => {
    const error = appError('net.tooLarge', 'x')
    expect(afterEnd({ is: 'limit', error })).toEqual({ to: 'eventsUnavailable', why: error })
  })
})

describe('afterFailure', () => {
  it.each<[ErrorCode, To]>([
    ['net.certificate', 'blocked'],
    ['net.insecure', 'blocked'],
    ['auth.required', 'needsAuth'],
    ['auth.notSetUp', 'needsAuth'],
    ['auth.throttled', 'busy'],
    ['server.busy', 'busy'],
    ['net.unreachable', 'backoff'],
    ['net.timeout', 'backoff'],
    ['vault.locked', 'backoff'],
    ['server.failed', 'backoff'],
    ['internal', 'backoff'],
  ])('%s: %s', (code, to) => {
    expect(afterFailure(appError(code, 'x'))).toBe(to)
  })
})

describe('mayBlameWrite', () => {
  it.each([1002, 1003, 1005, 1006, 1007, 1008, 1009, 1011, 4000, 4001, 4003, 4401])(
    'a close with %i may have been caused by what was written',
    (code) => expect(mayBlameWrite({ is: 'closed', code })).toBe(true),
  )

  it.each([1000, 1001, 1012, 1013])('a close with %i was not', (code) =>
    expect(mayBlameWrite({ is: 'closed', code })).toBe(false),
  )

  it('nor was our own end, a refused dial, or a frame of theirs beyond our limit', () => {
    expect(mayBlameWrite(null)).toBe(false)
    expect(mayBlameWrite({ is: 'refused', status: 403 })).toBe(false)
    expect(mayBlameWrite({ is: 'failed', error: appError('net.reset', 'x') })).toBe(false)
    expect(mayBlameWrite({ is: 'limit', error: appError('net.tooLarge', 'x') })).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { TestClock, jwt } from './testing'
import {
  claimsOf,
  confirmed,
  holdToken,
  isOver,
  mayBeOver,
  tokenFromText,
  tokenToText,
} from './tokens'

const HOUR = 3_600_000

const hold = (value: string, user: string | null, clock: TestClock) =>
  holdToken({ value, refresh: null }, { user, remember: true, afterRefusal: false }, clock)

/** A token of a server whose clock is right while ours is off by `offMs`. */
function serverToken(clock: TestClock, offMs: number, lifetimeMs: number): string {
  const iat = Math.floor((clock.now() - offMs) / 1_000)
  return jwt({ sub: 'mio', iat, exp: iat + lifetimeMs / 1_000 })
}

describe('life of a token', () => {
  it.each([
    ['two hours fast', 2 * HOUR],
    ['two hours slow', -2 * HOUR],
    ['right', 0],
  ])('is its own hour when our clock is %s', (_name, offMs) => {
    const clock = new TestClock()
    const token = hold(serverToken(clock, offMs, HOUR), 'mio', clock)
    expect(isOver(token, clock)).toBe(false)
    clock.pass(HOUR - 1)
    expect(isOver(token, clock)).toBe(false)
    clock.pass(1)
    expect(isOver(token, clock)).toBe(true)
  })

  it('is not ended by setting the wall clock', () => {
    const clock = new TestClock()
    const token = hold(serverToken(clock, 0, HOUR), 'mio', clock)
    clock.wall += 24 * HOUR
    expect(isOver(token, clock)).toBe(false)
  })

  it('after a restart leaves it to the server to say that it is over', () => {
    const clock = new TestClock()
    const text = tokenToText(hold(serverToken(clock, 0, HOUR), 'mio', clock))
    const later = new TestClock()
    later.wall += 48 * HOUR
    const restored = tokenFromText(text, later)
    expect(restored && isOver(restored, later)).toBe(false)
    // It is asked before the token is used.
    expect(restored && mayBeOver(restored, later)).toBe(true)
    expect(restored && mayBeOver(confirmed(restored, later), later)).toBe(false)
  })

  it('is doubted when the wall clock ran on, not when it was always wrong or went back', () => {
    const clock = new TestClock()
    const token = hold(serverToken(clock, 2 * HOUR, HOUR), 'mio', clock)
    expect(mayBeOver(token, clock)).toBe(false)
    clock.wall -= 5 * HOUR
    expect(mayBeOver(token, clock)).toBe(false)
    clock.wall += 6 * HOUR
    expect(mayBeOver(token, clock)).toBe(true)
  })

  it('is not known of what an older version stored, which is doubted by nobody', () => {
    const clock = new TestClock()
    const value = serverToken(clock, 0, HOUR)
    const token = tokenFromText(JSON.stringify({ value, user: 'mio' }), clock)
    expect(token).toMatchObject({ value, refresh: null, remember: true })
    expect(token && mayBeOver(token, clock)).toBe(false)
  })

  it.each([
    ['no JWT', 'opaque-token'],
    ['no iat', jwt({ exp: 1 })],
    ['exp before iat', jwt({ iat: 10, exp: 5 })],
    ['a payload that is no object', 'a.bnVsbA.c'],
  ])('is unknown for %s', (_name, value) => {
    const clock = new TestClock()
    const token = hold(value, null, clock)
    clock.pass(1_000 * HOUR)
    expect(isOver(token, clock)).toBe(false)
  })
})

describe('whose it is', () => {
  it('is the sub, as text, else the name; nobody for a master password', () => {
    const clock = new TestClock()
    expect(hold(jwt({ sub: 7 }), 'Mio', clock).subject).toBe('7')
    expect(hold(jwt({}), 'Mio', clock).subject).toBe('Mio')
    expect(hold(jwt({ sub: 'master' }), null, clock).subject).toBeNull()
  })

  it('survives damaged storage as "nobody"', () => {
    expect(tokenFromText('{"value":3}', new TestClock())).toBeNull()
    expect(tokenFromText('not json', new TestClock())).toBeNull()
    expect(claimsOf('')).toEqual({ sub: null, lifetimeMs: null })
  })
})

import { describe, expect, it } from 'vitest'
import { fail } from '../../src-shared/domain/errors'
import { codeOf, networkFailure } from './failures'
import { retryAfterOf } from './retry-after'

const system = (code: string) => Object.assign(new Error(`${code} token=abc`), { code })

describe('networkFailure', () => {
  it.each([
    ['ECONNREFUSED', false, 'net.unreachable'],
    ['ENOTFOUND', false, 'net.unreachable'],
    ['EAI_AGAIN', false, 'net.unreachable'],
    ['EHOSTUNREACH', false, 'net.unreachable'],
    ['ENETUNREACH', false, 'net.unreachable'],
    ['ETIMEDOUT', false, 'net.unreachable'],
    ['EPROTO', false, 'net.unreachable'],
    ['ECONNRESET', false, 'net.unreachable'],
    ['ECONNRESET', true, 'net.reset'],
    ['EPIPE', true, 'net.reset'],
    ['ETIMEDOUT', true, 'net.reset'],
    ['HPE_INVALID_CONSTANT', true, 'net.badAnswer'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', false, 'net.certificate'],
    ['SELF_SIGNED_CERT_IN_CHAIN', false, 'net.certificate'],
    ['CERT_HAS_EXPIRED', false, 'net.certificate'],
    ['CERT_NOT_YET_VALID', false, 'net.certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', false, 'net.certificate'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', false, 'net.certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', false, 'net.certificate'],
  ])('%s (sent: %s) is %s', (code, sent, expected) => {
    const error = networkFailure(system(code), sent)
    expect(error.code).toBe(expected)
    expect(error.detail).toBe(`${code} token=[redacted]`)
  })

  it('keeps our own, and looks into what several addresses answered', () => {
    const ours = fail('net.insecure', 'x')
    expect(networkFailure(ours, true)).toBe(ours.error)
    expect(codeOf(new AggregateError([system('ECONNREFUSED'), system('X')]))).toBe('ECONNREFUSED')
    expect(codeOf('text')).toBe('')
  })
})

describe('retryAfterOf', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['-5', undefined],
    ['soon', undefined],
    ['0', 0],
    ['90', 90],
    ['1.5', 1.5],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60],
    ['Thu, 01 Jan 2015 00:00:00 GMT', 0],
  ])('%j is %s', (value, seconds) => {
    expect(retryAfterOf({ 'retry-after': value }, now)).toBe(seconds)
  })

  it('does not believe the local clock where the server tells its own', () => {
    const headers = {
      'retry-after': 'Thu, 01 Jan 2026 02:00:30 GMT',
      date: 'Thu, 01 Jan 2026 02:00:00 GMT',
    }
    expect(retryAfterOf(headers, now)).toBe(30)
  })
})

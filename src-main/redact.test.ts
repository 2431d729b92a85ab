import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact } from './redact'

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl_-x'
const CANARY = 'c4n4ry-Sup3r-s3cret'

describe('redact', () => {
  it.each([
    ['a query', `GET ws://host:8001/ws_ep/ws?token=${CANARY}&x=1 failed`],
    ['an encoded query', `next=%2Fws%3Ftoken%3D${CANARY}`],
    ['another name for it', `?access_token=${CANARY}`],
    ['a header', `Authorization: Bearer ${CANARY}`],
    ['a header in lower case', `{"authorization":"bearer ${CANARY}"}`],
    ['a bare JWT', `got ${JWT} from the server`],
    ['a JWT in a path', `/callback/${JWT}/x`],
    ['JSON', `{"master_password":"${CANARY}","remember":true}`],
    ['JSON with an escaped quote', `{"password": "a\\"${CANARY}"}`],
    ['JSON inside JSON', JSON.stringify({ body: JSON.stringify({ password: CANARY }) })],
    ['an inspected object', `{ password: '${CANARY}', remember: true }`],
    ['a form', `username=ann&password=${CANARY}`],
    ['a command line', `--token=${CANARY} --port=1`],
    ['a URL with credentials', `http://ann:${CANARY}@host/path`],
    ['several at once', `token=${CANARY} Bearer ${CANARY} "token":"${CANARY}"`],
  ])('hides the secret in %s', (_name, text) => {
    const safe = redact(text)
    expect(safe).not.toContain(CANARY)
    expect(safe).not.toContain(JWT)
    expect(safe).toContain('[redacted]')
  })

  it('leaves the rest readable', () => {
    expect(redact(`GET http://host/ws?token=${CANARY}&room=a failed: 403`)).toBe(
      'GET http://host/ws?token=[redacted]&room=a failed: 403',
    )
    const plain = 'library: ready after 3 dials (http://192.168.1.2:8000/api/queue/status)'
    expect(redact(plain)).toBe(plain)
  })

  it.each([
    [`bad token=${CANARY}`, 'bad token=[redacted]'],
    [`GET /ws?token=${JWT} failed`, 'GET /ws?token=[redacted] failed'],
    [`http://token="${CANARY}"@host/`, 'http://[redacted]@host/'],
  ])('hides once and for all what is in %s', (text, safe) => {
    expect(redact(text)).toBe(safe)
    expect(redact(safe)).toBe(safe)
  })

  it('leaves alone what it has been through, whatever that was', () => {
    const parts = fc.constantFrom(
      ...[
        '//',
        '@',
        ' ',
        '"',
        "'",
        '\\',
        ':',
        '=',
        '&',
        ',',
        '[',
        ']',
        '%3D',
        'x',
        'x'.repeat(250),
      ],
      ...['token', 'token=', 'password: ', '"secret"', 'Bearer ', 'basic%20', JWT, '[redacted]'],
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (several) => {
        const safe = redact(several.join(''))
        expect(redact(safe)).toBe(safe)
      }),
      { numRuns: 2_000 },
    )
  })

  it('takes time in proportion to the length of the text', () => {
    const long = `${'token'.repeat(40_000)} ${'a'.repeat(200_000)} ${'"password'.repeat(20_000)}`
    const begin = performance.now()
    redact(long)
    expect(performance.now() - begin).toBeLessThan(2_000)
  })
})

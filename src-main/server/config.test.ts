import { describe, expect, it } from 'vitest'
import { appError } from '../../src-shared/domain/errors'
import type { Json } from '../../src-shared/json'
import type { TableHttp } from '../session/testing'
import { administered } from './testing'

const CHANGE = { path: ['logging', 'level'], from: 'INFO', to: 'DEBUG' }
const GET = 'GET /api/config'
const PUT = 'PUT /api/config'
const VALIDATE = 'POST /api/config/validate'
const config = (level: string, more: Record<string, Json> = {}) => ({
  body: { name: 'A', logging: { level, keep: 3, ...more } },
})

/** A server that answers `before` until a change was sent, and `after` from then on. */
function keeping(after: ReturnType<typeof config>, routes: TableHttp['routes'] = {}) {
  let now = config('INFO')
  return administered({
    [GET]: () => now,
    [VALIDATE]: { body: { valid: true, errors: [] } },
    [PUT]: () => {
      now = after
      return { body: {} }
    },
    ...routes,
  })
}

describe('saving', () => {
  it('checks, sends what was changed and nothing else, and reads back', async () => {
    const t = keeping(config('DEBUG'))
    const outcome = await t.server.config.save([CHANGE])
    expect(outcome).toMatchObject({ is: 'saved', overruled: [], reset: [], lost: [] })
    expect(t.asked()).toEqual([GET, VALIDATE, PUT, GET])
    for (const { json } of t.http.asked.slice(1, 3)) {
      expect(JSON.parse(JSON.stringify(json))).toEqual({ logging: { level: 'DEBUG' } })
    }
  })

  it('says what the environment has overruled', async () => {
    const outcome = await keeping(config('INFO')).server.config.save([CHANGE])
    expect(outcome).toMatchObject({ is: 'saved', overruled: [['logging', 'level']], reset: [] })
  })

  it('says what the server has changed beside, with the value it had', async () => {
    const outcome = await keeping(config('DEBUG', { keep: 9 })).server.config.save([CHANGE])
    const reset = [{ path: ['logging', 'keep'], value: 3, secret: false }]
    expect(outcome).toMatchObject({ is: 'saved', overruled: [], reset })
  })

  it('names what is gone or was secret and is another now, never with a value', async () => {
    const was = config('INFO', { url: 'x', api_key: 'abc', token: 'abc', salt: null, note: '' })
    const now = config('DEBUG', { api_key: null, salt: 'abc' })
    let taken = false
    const outcome = await administered({
      [GET]: () => (taken ? now : was),
      [VALIDATE]: { body: { valid: true } },
      [PUT]: () => {
        taken = true
        return { body: {} }
      },
    }).server.config.save([CHANGE])
    const lost = ['url', 'api_key', 'token'].map((name) => ['logging', name])
    expect(outcome).toMatchObject({ is: 'saved', overruled: [], reset: [], lost })
    expect(JSON.stringify(outcome)).not.toContain('abc')
  })

  it('sends nothing over what somebody else has changed meanwhile', async () => {
    const t = administered({ [GET]: config('ERROR') })
    const outcome = await t.server.config.save([CHANGE])
    expect(outcome).toMatchObject({ is: 'stale', paths: [['logging', 'level']] })
    expect(t.asked()).toEqual([GET])
  })

  it.each([
    [VALIDATE, { body: { valid: false, errors: ['level is wrong'] } }, [], 'level is wrong'],
    [VALIDATE, refusal(), ['logging', 'level'], 'wrong'],
    [PUT, refusal(), ['logging', 'level'], 'wrong'],
  ])('%s may say what is wrong', async (route, answer, path, message) => {
    const outcome = await keeping(config('DEBUG'), { [route]: answer }).server.config.save([CHANGE])
    expect(outcome).toEqual({ is: 'invalid', issues: [{ path, message }] })
  })

  it('goes without the check where the server has none, and remembers that', async () => {
    const t = keeping(config('DEBUG'), { [VALIDATE]: appError('server.unsupported', 'x') })
    expect(await t.server.config.save([CHANGE])).toMatchObject({ is: 'saved' })
    expect(t.lacking()).toEqual(['server.validate'])
  })

  it('rejects what is nobody’s field, and when it is unknown whether it was taken', async () => {
    for (const code of ['server.failed', 'net.reset'] as const) {
      const t = keeping(config('DEBUG'), { [PUT]: appError(code, 'x') })
      await expect(t.server.config.save([CHANGE])).rejects.toMatchObject({ error: { code } })
    }
  })

  it('does not call a change failed that only could not be read back', async () => {
    let taken = false
    const t = administered({
      [GET]: () => (taken ? appError('net.timeout', 'x') : config('INFO')),
      [PUT]: () => {
        taken = true
        return {}
      },
    })
    const outcome = await t.server.config.save([CHANGE])
    expect(outcome).toMatchObject({ is: 'unread', error: { code: 'net.timeout' } })
  })
})

function refusal() {
  const issues = [{ path: ['logging', 'level'], message: 'wrong' }]
  return appError('server.badRequest', 'x', { issues })
}

import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { tempFolder } from '../session/testing'
import { openLog } from './log'

let folder: ReturnType<typeof tempFolder>
beforeEach(() => {
  folder = tempFolder()
})
afterEach(() => folder.remove())

const CANARY = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl'

it('writes lines without secrets, however deep they stood', () => {
  const log = openLog(folder.path, false)
  log.info('dial', { url: `ws://box/ws_ep/ws?token=${CANARY}`, tries: 2 })
  log.warn('answer', {
    body: { nested: [{ access_token: 'canary-token', password: 'canary-pw' }] },
  })
  log.error('thrown', new Error(`Authorization: Bearer ${CANARY}`))
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  log.debug('odd', circular)
  const file = join(folder.path, 'logs', 'main.log')
  const text = readFileSync(file, 'utf8')
  expect(text).not.toMatch(/canary|eyJhbGci/)
  expect(text).toMatch(/info dial \{.*"tries":2/)
  expect(text.match(/^\d{4}-\d\d-\d\d /gm)?.length).toBe(4)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

it('starts a new file after about 1 MB and keeps the last one', () => {
  const log = openLog(folder.path, false)
  const line = 'x'.repeat(10_000)
  for (let n = 0; n < 120; n++) log.info(line)
  const size = (name: string) => statSync(join(folder.path, 'logs', name)).size
  expect(size('main.old.log')).toBeGreaterThan(1_000_000)
  expect(size('main.log')).toBeLessThan(300_000)
})

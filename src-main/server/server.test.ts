import { expect, it } from 'vitest'
import { appError } from '../../src-shared/domain/errors'
import { administered } from './testing'

const file = (name: string, created = 1) => ({ name, created })

it('health is found on either path', async () => {
  const t = administered({ 'GET /health': { body: { status: 'ok' } } })
  expect(await t.server.state.health()).toMatchObject({ status: 'ok' })
  expect(t.asked()).toEqual(['GET /api/health', 'GET /health'])
})

it('backups: the newest first; a new one is named, by the answer or by the list', async () => {
  const list = [file('old', 1_700_000_000), file('new', 1_800_000_000)]
  let made = false
  const t = administered({
    'GET /api/config/backups': () => ({
      body: made ? [...list, file('made', 1_900_000_000)] : list,
    }),
    'POST /api/config/backups': () => {
      made = true
      return { status: 204 }
    },
  })
  expect((await t.server.backups.list()).map(({ name }) => name)).toEqual(['new', 'old'])
  const { name, backups } = await t.server.backups.create()
  expect([name, backups.length]).toEqual(['made', 3])
})

it('a backup that is gone is deleted; one that cannot be restored is no missing function', async () => {
  const t = administered({ 'GET /api/config/backups': { body: [] } })
  expect(await t.server.backups.delete('a/b')).toEqual([])
  expect(t.asked()[0]).toBe('DELETE /api/config/backups/a%2Fb')
  await expect(t.server.backups.restore('a')).rejects.toMatchObject({
    error: { code: 'server.notFound' },
  })
  expect(t.lacking()).toEqual([])
  t.http.routes['DELETE /api/config/backups/a'] = appError('server.unsupported', 'x')
  await expect(t.server.backups.delete('a')).rejects.toMatchObject({
    error: { code: 'server.unsupported' },
  })
  expect(t.lacking()).toEqual(['server.backupDelete'])
})

it('the log level goes back under the server’s own name, by the method it has', async () => {
  let level = 'INFO'
  const t = administered({
    'GET /api/logging/config': () => ({ body: { config: { level } } }),
    'PUT /api/logging/config': ({ json }) => {
      level = String((json as { level: string }).level)
      return {}
    },
  })
  expect(await t.server.logging.setLevel('DEBUG')).toMatchObject({ level: 'DEBUG' })
  expect(t.lacking()).toEqual([])
})

it('log lines come without tokens', async () => {
  const t = administered({
    'GET /api/logging/files/a.log/tail?lines=200': {
      body: { lines: ['GET /ws?token=abc123', 'ok'] },
    },
  })
  expect(await t.server.logging.tail('a.log')).toEqual(['GET /ws?token=[redacted]', 'ok'])
})

it('a lock is released by name, and the locks are read again', async () => {
  let held = true
  const t = administered({
    'GET /api/process/locks/status': () => ({ body: { rescan: { is_locked: held } } }),
    'POST /api/process/locks/rescan/release': () => {
      held = false
      return {}
    },
  })
  expect(await t.server.locks.get()).toMatchObject([{ name: 'rescan', held: true }])
  expect(await t.server.locks.release('rescan')).toMatchObject([{ held: false }])
})

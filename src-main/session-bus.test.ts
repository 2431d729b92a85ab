import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { onSessionBus } from './session-bus'
import { tempFolder } from './session/testing'

const ends: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  vi.unstubAllEnvs()
})

const names = () =>
  onSessionBus(100, (bus) =>
    bus.call('org.freedesktop.DBus', {
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'ListNames',
    }),
  )

/** An address where a bus may be, or not. */
function address(): string {
  const folder = tempFolder()
  ends.push(() => folder.remove())
  const path = join(folder.path, 'bus')
  vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', `unix:path=${path}`)
  return path
}

it('one question to no bus is answered with nothing', async () => {
  address()
  expect(await names()).toBeNull()
})

it('one question to a bus that says nothing is given up in time, and the line with it', async () => {
  const path = address()
  const lines: Socket[] = []
  const gone: Promise<void>[] = []
  const silent = createServer((line) => {
    lines.push(line)
    gone.push(new Promise((resolve) => line.resume().on('close', () => resolve())))
  })
  await new Promise<void>((resolve) => silent.listen(path, resolve))
  ends.push(() => new Promise<void>((resolve) => silent.close(() => resolve())))
  expect(await names()).toBeNull()
  expect(lines).toHaveLength(1)
  await Promise.all(gone)
})

import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import { describe, expect, it } from 'vitest'
import { fail, type Result } from '../../src-shared/domain/errors'
import { CHANNELS } from '../../src-shared/ipc/bridge'
import { commands } from '../../src-shared/ipc/commands'
import { silentLog } from '../log'
import { handleCommands, type Handlers } from './handle'

type Listener = (event: IpcMainInvokeEvent, ...args: unknown[]) => Promise<Result<unknown>>

/** The part of Electron's ipcMain that is used, answering from the test. */
function build(overrides: Partial<Handlers>, trusted = true) {
  const listeners = new Map<string, Listener>()
  const ipc = {
    handle: (channel: string, listener: Listener) => listeners.set(channel, listener),
    removeHandler: (channel: string) => listeners.delete(channel),
  } as unknown as IpcMain
  const unreachable = () => {
    throw new Error('the wrong handler was called')
  }
  const handlers = {
    ...Object.fromEntries(Object.keys(commands).map((name) => [name, unreachable])),
    ...overrides,
  } as Handlers
  const stop = handleCommands({
    ipc,
    handlers,
    snapshot: () => ({ rev: 3, rows: [], meta: null }) as never,
    trusted: () => trusted,
    beforeAnswer: () => {},
    log: silentLog,
  })
  const event = {} as IpcMainInvokeEvent
  return {
    listeners,
    stop,
    invoke: (...args: unknown[]) => listeners.get(CHANNELS.invoke)?.(event, ...args),
    snapshot: (...args: unknown[]) => listeners.get(CHANNELS.snapshot)?.(event, ...args),
  }
}

describe('handleCommands', () => {
  it('answers with the handler’s value', async () => {
    const { invoke } = build({ 'queue.run': ({ run }) => (run === 'stop' ? 7 : 0) })
    expect(await invoke('queue.run', { run: 'stop' })).toEqual({ ok: true, value: 7 })
  })

  it('refuses a foreign frame before it looks at anything else', async () => {
    const { invoke, snapshot } = build({ 'queue.refresh': () => null }, false)
    expect(await invoke('queue.refresh', undefined)).toMatchObject({
      ok: false,
      error: { code: 'ipc.badSender' },
    })
    expect(await snapshot('queue')).toMatchObject({ ok: false, error: { code: 'ipc.badSender' } })
  })

  it.each(['nothing.there', 'constructor', '__proto__', 42, undefined])(
    'refuses the unknown command %s',
    async (name) => {
      const { invoke } = build({})
      expect(await invoke(name, undefined)).toMatchObject({
        ok: false,
        error: { code: 'ipc.unknownCommand' },
      })
    },
  )

  it('refuses arguments that do not match, naming the place', async () => {
    const { invoke } = build({})
    expect(await invoke('queue.remove', { itemIds: ['a', 1] })).toMatchObject({
      ok: false,
      error: { code: 'ipc.badRequest', detail: 'itemIds.1' },
    })
    // An empty list would mean "all failed" to the server: it never gets that far.
    expect(await invoke('queue.retry', { itemIds: [] })).toMatchObject({
      ok: false,
      error: { code: 'ipc.badRequest' },
    })
  })

  it('carries a failure across as data, with its code', async () => {
    const { invoke } = build({
      'todos.create': () => {
        throw fail('todo.titleMissing', 'A todo needs a title')
      },
      'todos.refresh': () => Promise.reject(new Error('boom')),
    })
    expect(await invoke('todos.create', { title: '' })).toMatchObject({
      ok: false,
      error: { code: 'todo.titleMissing', retryable: false },
    })
    expect(await invoke('todos.refresh', undefined)).toMatchObject({
      ok: false,
      error: { code: 'internal', detail: 'boom' },
    })
  })

  it('gives snapshots of known slices only, and unregisters', async () => {
    const { snapshot, stop, listeners } = build({})
    const value = JSON.stringify({ rev: 3, rows: [], meta: null })
    expect(await snapshot('queue')).toEqual({ ok: true, value })
    expect(await snapshot('passwords')).toMatchObject({ ok: false })
    stop()
    expect(listeners.size).toBe(0)
  })
})

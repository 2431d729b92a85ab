import { EventEmitter } from 'node:events'
import { expect, it, vi } from 'vitest'
import type { Navigation } from '../../src-shared/ipc/events'
import { takeSingleInstance } from './single-instance'
import type { InstanceApp } from './single-instance'

function fakeApp(first: boolean, isPackaged: boolean) {
  const events = new EventEmitter()
  const register = vi.fn<() => boolean>(() => true)
  const app = {
    requestSingleInstanceLock: () => first,
    setAsDefaultProtocolClient: register,
    isPackaged,
    on: events.on.bind(events),
  } as unknown as InstanceApp
  return { app, events, register }
}

it('gives way to the instance that runs already', () => {
  const { app, events, register } = fakeApp(false, true)
  expect(takeSingleInstance(app, () => {})).toBe(false)
  expect(events.eventNames()).toEqual([])
  expect(register).not.toHaveBeenCalled()
})

it('follows what second starts, links and the dock ask for', () => {
  const { app, events, register } = fakeApp(true, true)
  const asked: (Navigation | null)[] = []
  expect(takeSingleInstance(app, (navigation) => asked.push(navigation))).toBe(true)
  events.emit('second-instance', {}, ['engawa', '--flag', 'engawa://series/frieren'])
  events.emit('second-instance', {}, ['engawa'])
  const preventDefault = vi.fn<() => void>()
  events.emit('open-url', { preventDefault }, 'engawa://queue')
  events.emit('activate')
  expect(asked).toEqual([{ to: 'series', seriesId: 'frieren' }, null, { to: 'queue' }, null])
  expect(preventDefault).toHaveBeenCalledOnce()
  expect(register).toHaveBeenCalledExactlyOnceWith('engawa')
})

it('leaves the links of the system alone when run from a checkout', () => {
  const { app, register } = fakeApp(true, false)
  takeSingleInstance(app, () => {})
  expect(register).not.toHaveBeenCalled()
})

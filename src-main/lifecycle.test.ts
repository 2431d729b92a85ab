import { describe, expect, it } from 'vitest'
import { systemClock } from './clock'
import { Lifecycle } from './lifecycle'
import { silentLog } from './log'

describe('Lifecycle', () => {
  it('starts in order and stops in reverse, whatever one of them does', async () => {
    const steps: string[] = []
    // 3 s become 3 ms: the part that never ends is left behind.
    const lifecycle = new Lifecycle(systemClock(1_000), silentLog)
    const part = (name: string, stop: () => void | Promise<void> = () => {}) => ({
      name,
      start: () => void steps.push(`start ${name}`),
      stop: () => {
        steps.push(`stop ${name}`)
        return stop()
      },
    })
    await lifecycle.start(part('store'))
    await lifecycle.start(part('throws', () => Promise.reject(new Error('no'))))
    await lifecycle.start(part('hangs', () => new Promise<void>(() => {})))
    await Promise.all([lifecycle.stop(), lifecycle.stop()])
    expect(steps).toEqual([
      'start store',
      'start throws',
      'start hangs',
      'stop hangs',
      'stop throws',
      'stop store',
    ])
  })

  it('starts nothing once it is stopping', async () => {
    const lifecycle = new Lifecycle(systemClock(1_000), silentLog)
    await lifecycle.stop()
    let started = false
    await lifecycle.start({ name: 'late', start: () => void (started = true) })
    expect(started).toBe(false)
  })

  it('does not stop what did not start', async () => {
    const lifecycle = new Lifecycle(systemClock(1_000), silentLog)
    let stopped = false
    const failing = {
      name: 'failing',
      start: () => Promise.reject(new Error('no')),
      stop: () => void (stopped = true),
    }
    await expect(lifecycle.start(failing)).rejects.toThrow('no')
    await lifecycle.stop()
    expect(stopped).toBe(false)
  })
})

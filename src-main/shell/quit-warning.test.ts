import { EventEmitter } from 'node:events'
import type { MessageBoxOptions } from 'electron'
import { expect, test, vi } from 'vitest'
import { shellMessages } from './messages'
import { QuitWarning, type QuitWarningParts } from './quit-warning'

vi.mock('electron', () => ({ dialog: {} }))

function setUp(given: { unsent: number; wanted?: boolean }) {
  const window = new EventEmitter()
  const asked: MessageBoxOptions[] = []
  let answer: (value: { response: number; checkboxChecked: boolean }) => void = () => {}
  let fail: (why: Error) => void = () => {}
  const stopAsking = vi.fn()
  const quit = vi.fn()
  const warning = new QuitWarning({
    window: window as unknown as QuitWarningParts['window'],
    unsent: () => given.unsent,
    wanted: () => given.wanted ?? true,
    messages: () => shellMessages('en'),
    ask: (options) => {
      asked.push(options)
      return new Promise((resolve, reject) => {
        answer = resolve
        fail = reject
      })
    },
    stopAsking,
    quit,
  })
  /** Answers whether the window may close. */
  const close = () => {
    const preventDefault = vi.fn()
    window.emit('close', { preventDefault })
    return preventDefault.mock.calls.length === 0
  }
  return {
    ...{ warning, window, asked, stopAsking, quit, close },
    answer: async (response: number, checkboxChecked = false) => {
      answer({ response, checkboxChecked })
      await new Promise((resolve) => setImmediate(resolve))
    },
    fail: async () => {
      fail(new Error('no display'))
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

test('nothing unsent: nobody is asked', () => {
  const { close, asked } = setUp({ unsent: 0 })
  expect(close()).toBe(true)
  expect(asked).toEqual([])
})

test('says how much is unsent and that it is kept; asks once however often one closes', async () => {
  const { close, asked, answer, quit } = setUp({ unsent: 3 })
  expect([close(), close()]).toEqual([false, false])
  expect(asked).toHaveLength(1)
  expect(asked[0]?.message).toBe('3 changes have not been sent yet')
  expect(asked[0]?.detail).toContain('kept')
  await answer(1)
  expect(quit).not.toHaveBeenCalled()
  // Staying is no promise for the next time.
  expect(close()).toBe(false)
  expect(asked).toHaveLength(2)
  await answer(0)
  expect(quit).toHaveBeenCalledOnce()
  expect(close()).toBe(true)
})

test('"do not ask again" is kept whichever button is pressed', async () => {
  const { close, answer, stopAsking, quit } = setUp({ unsent: 1 })
  close()
  await answer(1, true)
  expect(stopAsking).toHaveBeenCalledOnce()
  expect(quit).not.toHaveBeenCalled()
})

test('a user who does not want to be asked, a shutdown and a failing dialog never stand in the way', async () => {
  expect(setUp({ unsent: 1, wanted: false }).close()).toBe(true)

  const shutDown = setUp({ unsent: 1 })
  shutDown.warning.letGo()
  expect(shutDown.close()).toBe(true)

  const broken = setUp({ unsent: 1 })
  expect(broken.close()).toBe(false)
  await broken.fail()
  expect(broken.quit).toHaveBeenCalledOnce()
  expect(broken.close()).toBe(true)

  const gone = setUp({ unsent: 1 })
  gone.warning.dispose()
  expect(gone.window.listenerCount('close')).toBe(0)
})

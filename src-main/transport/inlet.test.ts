import { expect, it } from 'vitest'
import { Inlet } from './inlet'

/** An inlet whose frames cost a millisecond each, and whose turns a test gives by hand. */
function setUp() {
  const handled: string[] = []
  const turns: (() => void)[] = []
  let now = 0
  let reading = true
  const inlet = new Inlet({
    take: (text) => {
      handled.push(text)
      now += 1
    },
    pause: () => (reading = false),
    resume: () => (reading = true),
    later: (work) => turns.push(work),
    now: () => now,
    mostFrames: 6,
  })
  return {
    inlet,
    handled,
    reading: () => reading,
    pass: (ms: number) => (now += ms),
    /** One turn of the event loop: what was asked for until now. */
    turn: () => {
      for (const work of turns.splice(0)) work()
    },
    put: (from: number, to: number) => {
      for (let at = from; at < to; at++) inlet.put(String(at))
    },
  }
}

const numbers = (to: number) => Array.from({ length: to }, (_, at) => String(at))

it('hands on at once what comes while there is time', () => {
  const { handled, put, turn, pass, reading } = setUp()
  put(0, 5)
  expect(handled).toEqual(numbers(5))
  turn()
  pass(100)
  put(5, 10)
  expect(handled).toEqual(numbers(10))
  expect(reading()).toBe(true)
})

it('goes on reading while little waits', () => {
  const { handled, put, turn, reading } = setUp()
  put(0, 8)
  expect(handled).toEqual(numbers(5))
  put(8, 10)
  expect(reading()).toBe(true)
  turn()
  expect(handled).toEqual(numbers(10))
})

it('reads no more when much waits, and goes on in order, slice by slice', () => {
  const { handled, put, turn, reading } = setUp()
  put(0, 12)
  expect(handled).toEqual(numbers(5))
  expect(reading()).toBe(false)
  turn()
  expect(handled).toEqual(numbers(10))
  expect(reading()).toBe(false)
  put(12, 14)
  turn()
  expect(handled).toEqual(numbers(14))
  expect(reading()).toBe(true)
  put(14, 16)
  expect(handled).toEqual(numbers(16))
})

it('handles what waits before the end of the socket, slice by slice as well', () => {
  const { inlet, handled, put, turn } = setUp()
  put(0, 8)
  inlet.end(() => handled.push('end'))
  expect(handled).toEqual(numbers(5))
  turn()
  expect(handled).toEqual([...numbers(8), 'end'])
  turn()
  inlet.end(() => handled.push('nothing waits'))
  expect(handled.slice(8)).toEqual(['end', 'nothing waits'])
})

it('says nothing of the end to somebody who no longer listens', () => {
  const { inlet, handled, put, turn } = setUp()
  put(0, 8)
  inlet.end(() => handled.push('end'))
  inlet.clear()
  turn()
  expect(handled).toEqual(numbers(5))
})

it('drops what nobody wants to hear any more, in the middle of a slice too', () => {
  const { inlet, handled, put, turn, reading } = setUp()
  put(0, 20)
  inlet.clear()
  turn()
  expect(handled).toEqual(numbers(5))
  expect(reading()).toBe(true)
})

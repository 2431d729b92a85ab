import { beforeEach, expect, it } from 'vitest'
import { ManualClock } from '../transport/test-support'
import { StatusReading } from './reading'

let clock: ManualClock
let reads: number[]
let busy: boolean
let reading: StatusReading

beforeEach(() => {
  clock = new ManualClock()
  reads = []
  busy = false
  reading = new StatusReading({
    clock,
    busy: () => busy,
    read: () => {
      reads.push(clock.monotonic() / 1_000)
      reading.status()
    },
  })
  reading.start()
})

it('reads every 60 s while all is quiet', () => {
  clock.advance(180_000)
  expect(reads).toEqual([60, 120, 180])
})

it('reads every 10 s while something runs and no event comes', () => {
  busy = true
  for (let i = 0; i < 3; i++) {
    clock.advance(9_000)
    reading.event()
  }
  expect(reads).toEqual([])
  clock.advance(33_000)
  expect(reads).toEqual([40, 50, 60])
})

it('reads every 10 s where a room was refused, also when nothing runs, until it is joined', () => {
  reading.setDeaf(true)
  // Told of a change of state once more: what was refused stays refused.
  reading.stop()
  reading.start()
  clock.advance(30_000)
  reading.setDeaf(false)
  clock.advance(30_000)
  expect(reads).toEqual([10, 20, 30])
})

it('reads nothing while it is stopped', () => {
  reading.setDeaf(true)
  reading.stop()
  clock.advance(600_000)
  expect([reads, clock.pending]).toEqual([[], 0])
})

import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { watchPower } from './power'
import { StepClock } from './testing'

it('tells each sleep and each waking once, though they are announced twice', () => {
  const source = new EventEmitter()
  const clock = new StepClock()
  const told: string[] = []
  const stop = watchPower({
    source,
    clock,
    onSuspend: () => told.push('suspend'),
    onResume: () => told.push('resume'),
  })
  for (let night = 0; night < 2; night += 1) {
    for (const event of ['suspend', 'suspend', 'resume', 'resume']) source.emit(event)
  }
  expect(told).toEqual(['suspend', 'resume', 'suspend', 'resume'])
  clock.advance(60_000)
  source.emit('resume')
  source.emit('resume')
  expect(told.slice(4)).toEqual(['resume'])
  stop()
  source.emit('suspend')
  expect(told).toHaveLength(5)
  expect(source.eventNames()).toEqual([])
})

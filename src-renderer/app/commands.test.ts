import { describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import { availableCommands, commandFor, registerCommands, useCommands } from './commands'
import { chordOf } from './shortcuts'

const command = (id: string, more = {}) => ({
  id,
  group: 'app' as const,
  title: () => id,
  run: () => id,
  ...more,
})

describe('commands', () => {
  it('lists only what can run now', () => {
    let possible = false
    const stop = registerCommands([command('a'), command('b', { when: () => possible })])
    expect(availableCommands().map((c) => c.id)).toEqual(['a'])
    possible = true
    expect(availableCommands().map((c) => c.id)).toEqual(['a', 'b'])
    stop()
    expect(availableCommands()).toEqual([])
  })

  it('gives a key to the command registered last and back when that goes', () => {
    const stop = registerCommands([command('shell', { keys: 'P' })])
    const page = effectScope()
    page.run(() => useCommands([command('page', { keys: 'P' })]))
    expect(commandFor('P')?.id).toBe('page')
    page.stop()
    expect(commandFor('P')?.id).toBe('shell')
    stop()
    expect(commandFor('P')).toBeUndefined()
  })

  it('names chords the way commands write them', () => {
    const press = (key: string, more = {}) =>
      chordOf(new KeyboardEvent('keydown', { key, ...more }))
    expect(press('k', { ctrlKey: true })).toBe('Ctrl+K')
    expect(press('K', { ctrlKey: true, shiftKey: true })).toBe('Ctrl+Shift+K')
    expect(press('?', { shiftKey: true })).toBe('?')
    expect(press('p')).toBe('P')
    expect(press('ArrowUp', { altKey: true })).toBe('Alt+ArrowUp')
    expect(press(',', { ctrlKey: true })).toBe('Ctrl+,')
  })
})

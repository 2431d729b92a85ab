import { describe, expect, it } from 'vitest'
import { ref } from 'vue'
import { useListKeys } from './listKeys'

function setUp(list = ['a', 'b', 'c', 'd']) {
  const ids = ref(list)
  const opened: string[] = []
  const keys = useListKeys({ ids, open: (id) => opened.push(id) })
  const press = (key: string, more: KeyboardEventInit = {}) =>
    keys.onKeydown(new KeyboardEvent('keydown', { key, cancelable: true, ...more }))
  return { ids, opened, keys, press }
}

describe('list keys', () => {
  it('walks with arrows and j/k, and stops at the ends', () => {
    const { keys, press } = setUp()
    press('ArrowDown')
    expect(keys.active.value).toBe('a')
    press('j')
    expect(keys.active.value).toBe('b')
    press('End')
    press('ArrowDown')
    expect(keys.active.value).toBe('d')
    press('k')
    expect(keys.active.value).toBe('c')
    press('Home')
    expect(keys.active.value).toBe('a')
  })

  it('begins at the end when the first step is up', () => {
    const { keys, press } = setUp()
    press('ArrowUp')
    expect(keys.active.value).toBe('d')
  })

  it('selects with Space, and a range with Shift from where it began', () => {
    const { keys, press } = setUp()
    press('Home')
    press('ArrowDown')
    press('ArrowDown', { shiftKey: true })
    expect(keys.selected.value).toEqual(['b', 'c'])
    press('ArrowDown', { shiftKey: true })
    expect(keys.selected.value).toEqual(['b', 'c', 'd'])
    press('ArrowUp', { shiftKey: true })
    press('ArrowUp', { shiftKey: true })
    press('ArrowUp', { shiftKey: true })
    expect(keys.selected.value).toEqual(['a', 'b'])
    press('Escape')
    expect(keys.selected.value).toEqual([])
    press(' ')
    expect(keys.selected.value).toEqual(['a'])
  })

  it('selects all, opens, and leaves other keys alone', () => {
    const { keys, press, opened } = setUp()
    expect(press('a', { ctrlKey: true })).toBe(true)
    expect(keys.selected.value).toEqual(['a', 'b', 'c', 'd'])
    press('ArrowDown')
    press('Enter')
    expect(opened).toEqual(['a'])
    expect(press('x')).toBe(false)
    expect(press('ArrowDown', { altKey: true })).toBe(false)
  })

  it('forgets rows that are gone', () => {
    const { ids, keys, press } = setUp()
    press('a', { ctrlKey: true })
    press('Home')
    ids.value = ['b', 'c']
    expect(keys.active.value).toBeNull()
    expect(keys.selected.value).toEqual(['b', 'c'])
  })
})

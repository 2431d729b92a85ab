import { describe, expect, it } from 'vitest'
import type { ActivityEntry } from './activity'
import { mergeNoteOf, standingOfMerge } from './merge'
import type { TodoRow } from './todo'

const LONG = 'A title so long that a server cuts it somewhere behind its first fifty characters'
const note = {
  entity: 't1',
  mine: { title: 'Oat milk', completed: true },
  undo: { title: 'Milk', completed: false },
}

function row(more: Partial<TodoRow>): TodoRow {
  return {
    ...{ id: 't1', serverId: 1, title: 'Oat milk', description: 'theirs', completed: true },
    ...{ priority: null, dueDate: null, createdAt: null, updatedAt: null, pending: null },
    ...more,
  }
}

function entry(data: ActivityEntry['data'], kind: ActivityEntry['kind'] = 'todo.remote') {
  return { id: '1', at: 0, kind, data }
}

describe('the undo of a merge', () => {
  it('is possible while our values stand there, whatever else was changed', () => {
    expect(standingOfMerge(note, row({}))).toBe('possible')
    expect(standingOfMerge(note, row({ description: 'again', priority: 'high' }))).toBe('possible')
  })

  it('knows our values in the form that the server gives them', () => {
    const cut = { ...note, mine: { title: LONG }, undo: { title: 'Milk' } }
    expect(standingOfMerge(cut, row({ title: LONG.slice(0, 50) }))).toBe('possible')
    const due = { ...note, mine: { dueDate: '2030-01-02T10:00:00Z' }, undo: { dueDate: null } }
    expect(standingOfMerge(due, row({ dueDate: '2030-01-02T10:00:00' }))).toBe('possible')
  })

  it('is over once one of them was changed again, undone, or the todo is gone', () => {
    expect(standingOfMerge(note, row({ title: 'Soy milk' }))).toBe('changed')
    expect(standingOfMerge(note, row({ completed: false }))).toBe('changed')
    expect(standingOfMerge(note, row({ title: 'Milk', completed: false }))).toBe('undone')
    expect(standingOfMerge(note, undefined)).toBe('gone')
  })

  it('is offered by entries of merges alone', () => {
    const data = { what: 'merged', title: 'Milk', ...note }
    expect(mergeNoteOf(entry(data))).toEqual(note)
    expect(mergeNoteOf(entry({ ...data, what: 'updated' }))).toBeNull()
    expect(mergeNoteOf(entry(data, 'todo.error'))).toBeNull()
    expect(mergeNoteOf(entry({ what: 'merged', title: 'Milk', entity: 't1', undo: {} }))).toBeNull()
  })
})

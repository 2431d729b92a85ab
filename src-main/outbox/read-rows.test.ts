import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { appError } from '../../src-shared/domain/errors'
import { OUTBOX_LIMIT } from '../../src-shared/domain/outbox'
import { readRows } from './read-rows'
import type { StoredRow } from './table'
import { ANN, Bench, create } from './testing'

let b: Bench
beforeEach(() => {
  b = new Bench()
})
afterEach(() => b.end())

/** Copies of the first row, as many as the outbox takes. */
function fill(): void {
  b.ask(create('x'))
  b.db.run(
    `WITH RECURSIVE more(n) AS (VALUES (2) UNION ALL SELECT n + 1 FROM more WHERE n < :most)
     INSERT INTO outbox (profile, account, server, entity, kind, command, label, state, attempts,
       created_at)
     SELECT profile, account, server, 'e' || n, kind, command, 'row ' || n, state, 0, n
     FROM outbox, more`,
    { most: OUTBOX_LIMIT },
  )
}

describe('reading the outbox at start', () => {
  it('brings back every value of every row, by seq, of all accounts', () => {
    const touched: Partial<Omit<StoredRow, 'seq' | 'account'>>[] = [
      { base: { title: 'a "quoted"\n\\ title', dueDate: null }, targetSeen: 4, baseline: 0 },
      { state: 'failed', attempts: 3, lastError: appError('server.failed', 'no', { detail: '"' }) },
      { state: 'held', notBefore: 77, answer: { is: 'restore' } },
      { answeredOn: { theirs: { completed: false }, seen: null, sure: true }, strikes: 1 },
      { doubtful: true, suspects: [3, 5], standing: ['1', '2'], state: 'review' },
    ]
    for (const [at, changes] of touched.entries()) {
      const account = at % 2 === 0 ? ANN : 'q:ben'
      b.ask(create(`ü "x" \u2028 \t ${at}`), { entity: `n${at}`, account, label: 'new\u0001' })
      const row = b.ask(
        { kind: 'queue.clear', itemIds: ['1', `"${at}`] },
        { account, entity: '\\' },
      )
      if (row) b.outbox.patch(row.seq, changes)
    }
    const before = b.outbox.all()
    expect(before).toHaveLength(10)
    expect(readRows(b.db)).toEqual(before)
  })

  it('brings back nothing of nothing, and of a full outbox every row once', () => {
    expect(readRows(b.db)).toEqual([])
    fill()
    const rows = readRows(b.db)
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, at) => at + 1))
    expect(rows).toHaveLength(OUTBOX_LIMIT)
    expect(rows.at(-1)).toMatchObject({ entity: `e${OUTBOX_LIMIT}`, createdAt: OUTBOX_LIMIT })
  })

  it('does not let the driver hand over row by row, nor parse them one by one', () => {
    fill()
    const queries = vi.spyOn(b.db, 'all')
    const parses = vi.spyOn(JSON, 'parse')
    expect(readRows(b.db)).toHaveLength(OUTBOX_LIMIT)
    const handedOver = queries.mock.results.flatMap(({ value }) => value as unknown[])
    expect(handedOver.length).toBeLessThan(20)
    expect(parses.mock.calls.length).toBeLessThan(20)
    parses.mockRestore()
  })

  it('is done once: what follows looks into memory', () => {
    fill()
    b.reopen()
    const queries = vi.spyOn(b.db, 'all')
    b.outbox.all()
    b.outbox.rows(ANN)
    b.ask({ kind: 'todo.update', todoId: null, fields: { title: 'y' } }, { entity: 'e9' })
    expect(queries).not.toHaveBeenCalled()
  })
})

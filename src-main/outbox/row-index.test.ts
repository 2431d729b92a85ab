import { describe, expect, it } from 'vitest'
import { SERVER_KINDS } from '../../src-shared/domain/server'
import { RowIndex } from './row-index'
import { UNTOUCHED, type StoredRow } from './table'
import { create } from './testing'

const ACCOUNTS = ['p:ann', 'p:ben']
const ENTITIES = ['e1', 'e2', 'e3']

function row(seq: number, more: Partial<StoredRow> = {}): StoredRow {
  return {
    ...{ seq, profileId: 'p', account: 'p:ann', server: 'todos', entity: 'e1', label: '' },
    ...{ command: create('x'), base: null, state: 'queued', baseline: null, targetSeen: null },
    ...{ attempts: 0, lastError: null, createdAt: seq, notBefore: null },
    ...UNTOUCHED,
    ...more,
  }
}

/** The same numbers on every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * sides)
  }
}

describe('the index of the rows', () => {
  it('answers what a look through all rows would, whatever was put in and taken out', () => {
    const roll = dice(7)
    const one = <T>(of: readonly T[]): T => of[roll(of.length)] as T
    for (let run = 0; run < 10; run++) {
      const rows = new Map<number, StoredRow>()
      for (let seq = 1; seq <= 5; seq++) rows.set(seq, row(seq, { server: one(SERVER_KINDS) }))
      const index = new RowIndex([...rows.values()])
      for (let step = 0; step < 60; step++) {
        const seq = 1 + roll(15)
        if (roll(3) === 0) {
          rows.delete(seq)
          index.remove(seq)
        } else {
          const old = rows.get(seq)
          // A row keeps its account and server; it may get another entity.
          const changed = row(seq, {
            account: old?.account ?? one(ACCOUNTS),
            server: old?.server ?? one(SERVER_KINDS),
            entity: one(ENTITIES),
            notBefore: roll(2) === 0 ? null : step,
          })
          rows.set(seq, changed)
          index.put(changed)
        }
        const all = [...rows.values()].sort((a, b) => a.seq - b.seq)
        const bySeq = (some: readonly StoredRow[]) => some.toSorted((a, b) => a.seq - b.seq)
        expect(bySeq(index.all())).toEqual(all)
        expect(bySeq(index.waiting())).toEqual(all.filter((each) => each.notBefore !== null))
        expect(index.size).toBe(all.length)
        for (const account of ACCOUNTS) {
          const own = all.filter((each) => each.account === account)
          expect(index.of(account)).toEqual(own)
          for (const server of SERVER_KINDS) {
            const lane = own.filter((each) => each.server === server)
            expect(index.lane(account, server)).toEqual(lane)
            for (const entity of ENTITIES) {
              const same = lane.filter((each) => each.entity === entity)
              expect(index.entity(account, server, entity)).toEqual(same)
            }
          }
        }
      }
    }
  })

  it('changes no list that it has given out, and gives out the same one until it changes', () => {
    const index = new RowIndex([row(1), row(2, { entity: 'e2' })])
    const before = [index.of('p:ann'), index.entity('p:ann', 'todos', 'e1')]
    expect(index.of('p:ann')).toBe(before[0])
    index.put(row(3))
    index.remove(1)
    expect(before.map((list) => list?.map(({ seq }) => seq))).toEqual([[1, 2], [1]])
    expect(index.of('p:ann').map(({ seq }) => seq)).toEqual([2, 3])
  })
})

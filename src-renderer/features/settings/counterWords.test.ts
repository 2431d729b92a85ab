import { describe, expect, it } from 'vitest'
import { de } from '../../i18n/de'
import { en } from '../../i18n/en'
import { counterWords } from './counterWords'

const words = (name: string) => counterWords({ kind: 'library', name, count: 1 })

describe('counterWords', () => {
  it.each<[string, string, string]>([
    ['frames.binary', 'binary', ''],
    ['frames.invalidUtf8', 'invalidUtf8', ''],
    ['frames.tooLarge', 'tooLarge', ''],
    ['frames.notJson', 'notJson', ''],
    ['frames.tooDeep', 'tooDeep', ''],
    ['frames.notUnderstood', 'notUnderstood', ''],
    ['events.handlerThrew', 'threw', ''],
    ['emit.overflow', 'overflow', ''],
    ['events.unknown.a.b', 'unknown', 'a.b'],
  ])('%s is refused: %s %s', (name, key, what) => {
    expect(words(name)).toEqual({ refused: true, key, what })
  })

  it.each<[string, string | null, string]>([
    ['frames.in', 'in', ''],
    ['frames.out', 'out', ''],
    ['dials', 'dials', ''],
    ['others', 'others', ''],
    ['heartbeat.silent', 'silent', ''],
    ['events.twin', 'twin', ''],
    ['closed.1006', 'closed', '1006'],
    ['refused.503', 'refused', '503'],
    ['failed.net.unreachable', 'failed', 'net.unreachable'],
    ['toString', null, 'toString'],
    ['made.up', null, 'made.up'],
  ])('%s is counted: %s %s', (name, key, what) => {
    expect(words(name)).toEqual({ refused: false, key, what })
  })

  it('says nothing the message files have no words for', () => {
    const names = [
      ...['frames.binary', 'frames.invalidUtf8', 'frames.tooLarge', 'frames.notJson'],
      ...['frames.tooDeep', 'frames.notUnderstood', 'frames.handlerThrew', 'emit.overflow'],
      ...['events.unknown.x', 'frames.in', 'frames.out', 'events.twin', 'heartbeat.silent'],
      ...['dials', 'others', 'closed.1', 'refused.1', 'failed.x'],
    ]
    for (const { settings } of [en, de]) {
      const known = Object.keys(settings.diagnostics.counts)
      expect(
        names.map((name) => words(name).key).filter((key) => !known.includes(key ?? '')),
      ).toEqual([])
    }
  })
})

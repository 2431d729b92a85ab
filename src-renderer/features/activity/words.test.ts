import { expect, it } from 'vitest'
import type { ActivityEntry } from '../../../src-shared/domain/activity'
import { de } from '../../i18n/de'
import { en } from '../../i18n/en'
import { icon, reason, words } from './words'

const NAMES = [
  ...['scheduled_rescan_started', 'scheduled_rescan_completed', 'scheduled_rescan_error'],
  ...['scheduled_rescan_skipped', 'auto_download_started', 'auto_download_completed'],
  ...['auto_download_error', 'download_episode_update', 'download_series_completed'],
]
const entry = (name: string): ActivityEntry => ({
  ...{ id: '1', at: 0, kind: 'server.event' },
  data: { name, message: 'Said by the server' },
})

it('names the series whose downloads are done', () => {
  const data = { name: 'download_series_completed', title: 'Frieren' }
  const shown = { ...entry(''), data }
  const key = 'activity.says.ofSeries.download_series_completed'
  expect(words(shown, (path, named) => `${path} ${String(named.name)}`)).toBe(`${key} Frieren`)
  expect(reason(shown)).toBeNull()
  for (const { activity } of [en, de]) {
    expect(activity.says.ofSeries.download_series_completed).toContain('{name}')
  }
})

it.each(NAMES)('%s has a sentence in each language, and what the server said', (name) => {
  const shown = entry(name)
  const key = words(shown, (path) => path)
  for (const messages of [en, de]) {
    const found = key
      .split('.')
      .reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], messages)
    expect(found).toEqual(expect.stringMatching(/\w+ \w+/))
  }
  expect(reason(shown)).toBe('Said by the server')
  expect(icon(shown)).toBe(name.endsWith('_error') ? 'warning' : 'info')
})

it.each(['recovered', 'newer', 'full', 'readOnly', 'moved', 'left'] as const)(
  'the local file: %s has a sentence in each language, with the number where there is one',
  (state) => {
    const counted = state === 'moved' || state === 'left'
    const shown: ActivityEntry = { id: '1', at: 0, kind: 'store.note', data: { state, n: 2 } }
    const said = words(shown, (path, named, n) => `${path} ${String(named.n)} ${String(n)}`)
    expect(said).toBe(`activity.says.store.${state} 2 2`)
    for (const { activity } of [en, de]) {
      const [one = '', many] = activity.says.store[state].split(' | ')
      expect(one).toMatch(/\w+ \w+/)
      expect(many?.includes('{n}') ?? false).toBe(counted)
    }
    expect(icon(shown)).toBe('warning')
  },
)

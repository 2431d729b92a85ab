import { newsParts, type News } from '../../../src-shared/domain/away'
import { episodeCode } from '../../../src-shared/domain/series'
import type { Navigation } from '../../../src-shared/ipc/events'
import type { ShellMessages } from '../messages'
import type { DownloadProgress, Notice, Outcome } from './types'

export type DownloadOutcome = Extract<Outcome, { kind: 'download' }>
export type ScanOutcome = Extract<Outcome, { kind: 'scan' }>

export const PROGRESS_TAG = 'progress'

/** From this many series on, one notice sums them up. */
const SERIES_APART = 3
const CODES_SHOWN = 6
const LINES_SHOWN = 5
const TITLE_MAX = 200
const BODY_MAX = 600

/** What ended well within one gathering, as one notice per series or, of many series, one for all. */
export function finishedNotices(
  finished: readonly DownloadOutcome[],
  serial: number,
  { notification: words }: ShellMessages,
): Notice[] {
  const bySeries = new Map<string, [DownloadOutcome, ...DownloadOutcome[]]>()
  for (const one of finished) {
    const key = one.seriesId ?? one.seriesTitle
    const group = bySeries.get(key)
    if (group) group.push(one)
    else bySeries.set(key, [one])
  }
  const groups = [...bySeries.values()]
  const base = { kind: 'finished', percent: null, updates: false } as const
  if (groups.length > SERIES_APART) {
    const lines = groups.map((group) => words.finishedAllLine(group[0].seriesTitle, group.length))
    return [
      {
        ...base,
        tag: `finished:${serial}`,
        title: words.finishedAll(finished.length),
        body: shortened(lines, LINES_SHOWN, '\n', words.more),
        open: { to: 'queue' },
      },
    ]
  }
  return groups.map((group, at) => {
    const [first] = group
    const many = group.length > 1
    const codes = [...group]
      .sort((a, b) => a.season - b.season || a.episode - b.episode)
      .map(episodeCode)
    return {
      ...base,
      tag: `finished:${serial}.${at}`,
      title: many
        ? words.finishedMany(first.seriesTitle, group.length)
        : words.finishedOne(first.seriesTitle, episodeCode(first)),
      body: many
        ? words.finishedManyBody(shortened(codes, CODES_SHOWN, ', ', words.more))
        : words.finishedOneBody,
      open: pageOf(first),
    }
  })
}

/** Failures that have one cause. `count` 1 names the episode, more only count. */
export function failedNotice(
  group: {
    readonly tag: string
    readonly count: number
    readonly first: DownloadOutcome
    readonly mixed: boolean
  },
  updates: boolean,
  { notification: words }: ShellMessages,
): Notice {
  const { first, count } = group
  const reason = first.reason?.trim() || words.noReason
  return {
    tag: group.tag,
    kind: 'failed',
    title:
      count === 1
        ? words.failedOne(first.seriesTitle, episodeCode(first))
        : words.failedMany(count),
    body: group.mixed && count > 1 ? words.failedManyCauses(count) : reason,
    open: { to: 'queue' },
    percent: null,
    updates,
  }
}

/** The end of a scan; a later one takes the place of an earlier one. */
export function scanNotice(scan: ScanOutcome, { notification: words }: ShellMessages): Notice {
  const base = {
    tag: 'scan',
    kind: 'scan',
    open: { to: 'library' },
    percent: null,
    updates: false,
  } as const
  if (scan.outcome === 'failed') {
    return { ...base, title: words.scanFailed, body: scan.reason?.trim() || words.noReason }
  }
  if (scan.newMissing === null) {
    return { ...base, title: words.scanDone, body: words.scanDoneBody }
  }
  const body = scan.newMissing > 0 ? words.scanMissing(scan.newMissing) : words.scanNothing
  return { ...base, title: words.scanDone, body }
}

/** What happened while nobody listened; a later absence takes the place of an earlier one. */
export function awayNotice(news: News, { notification: words }: ShellMessages): Notice {
  const said = newsParts(news).map((parts) =>
    parts.map(({ name, count, also }) => words[also ? 'newsAlso' : 'news'][name](count)).join(', '),
  )
  return {
    ...{ tag: 'away', kind: 'away', title: words.away, body: said.join('; ') },
    ...{ open: { to: 'activity' }, percent: null, updates: false },
  }
}

/** The one notice that stays and moves while downloads run. */
export function progressNotice(
  progress: DownloadProgress,
  updates: boolean,
  { notification: words }: ShellMessages,
): Notice {
  const percent = progress.percent === null ? null : Math.floor(progress.percent)
  const facts = [words.remaining(progress.remaining)]
  if (progress.speedMbps !== null && !progress.paused) {
    facts.push(words.speed(progress.speedMbps.toFixed(1)))
  }
  if (progress.failed > 0) facts.push(words.failedCount(progress.failed))
  return {
    tag: PROGRESS_TAG,
    kind: 'progress',
    title: progress.paused ? words.progressPaused : words.progress(percent),
    body: facts.join(' · '),
    open: { to: 'queue' },
    percent,
    updates,
  }
}

/**
 * What makes two failures the same cause: their reason without what differs from one episode to the
 * next (addresses, quoted names, numbers).
 */
export function causeOf(reason: string | null): string {
  return (reason ?? '')
    .toLowerCase()
    .replace(/[a-z][a-z0-9+.-]*:\/\/\S+/g, '@')
    .replace(/"[^"]*"|'[^']*'|`[^`]*`|„[^“]*“|“[^”]*”/g, '@')
    .replace(/\bs\d+e\d+\b/g, '@')
    .replace(/\d+/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Server text made fit for any desktop: no control characters (a NUL costs the D-Bus connection), bounded. */
export function tidy(notice: Notice): Notice {
  return {
    ...notice,
    title: printable(notice.title.replace(/\s+/gu, ' '), TITLE_MAX),
    body: printable(notice.body, BODY_MAX),
  }
}

function printable(text: string, most: number): string {
  const clean = text.replace(/[^\P{Cc}\n]/gu, '').trim()
  return clean.length > most ? `${clean.slice(0, most - 1).trimEnd()}…` : clean
}

function pageOf(outcome: DownloadOutcome): Navigation {
  return outcome.seriesId ? { to: 'series', seriesId: outcome.seriesId } : { to: 'queue' }
}

function shortened(
  parts: readonly string[],
  most: number,
  separator: string,
  more: (count: number) => string,
): string {
  const shown = parts.slice(0, most)
  if (parts.length > most) shown.push(more(parts.length - most))
  return shown.join(separator)
}

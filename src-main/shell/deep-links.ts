import * as v from 'valibot'
import type { Navigation } from '../../src-shared/ipc/events'
import { TODO_TITLE_MAX, canonicalText } from '../../src-shared/domain/todo'

export const SCHEME = 'engawa'
const LINK_MAX = 2_000

const page = v.picklist([
  ...(['home', 'library', 'queue', 'todos', 'activity', 'outbox', 'server', 'settings'] as const),
])

/** What a link may say, taken apart: page, further path segments, parameters. */
const LinkSchema = v.union([
  v.pipe(
    v.object({ host: page, path: v.strictTuple([]) }),
    v.transform(({ host }): Navigation => ({ to: host })),
  ),
  v.pipe(
    v.object({
      host: v.literal('series'),
      path: v.strictTuple([v.pipe(v.string(), v.minLength(1), v.maxLength(500))]),
    }),
    v.transform(({ path: [seriesId] }): Navigation => ({ to: 'series', seriesId })),
  ),
  v.pipe(
    v.object({
      host: v.literal('todos'),
      path: v.strictTuple([v.literal('new')]),
      title: v.pipe(v.string(), v.transform(canonicalText), v.maxLength(TODO_TITLE_MAX)),
    }),
    v.transform(({ title }): Navigation => ({ to: 'newTodo', title })),
  ),
])

/**
 * Where a link leads (`engawa://series/<key>`, `engawa://queue`, `engawa://todos/new?title=`, any
 * page by name); null when it is not one of ours or says anything else. A link only ever opens
 * something: a new todo is offered for editing, never saved.
 */
export function parseDeepLink(link: string): Navigation | null {
  if (link.length > LINK_MAX || !URL.canParse(link)) return null
  const url = new URL(link)
  if (url.protocol !== `${SCHEME}:` || url.username || url.password || url.port) return null
  const path = decoded(url.pathname.split('/').filter((segment) => segment !== ''))
  if (!path) return null
  const title = url.searchParams.get('title') ?? ''
  const parsed = v.safeParse(LinkSchema, { host: url.hostname, path, title })
  return parsed.success ? parsed.output : null
}

/**
 * What a command line asks for: the first link of ours, or `--quick-add`; null: nothing but to come
 * to the front. Chromium reorders arguments and adds its own, so they are picked by what they are,
 * not by where they stand.
 */
export function navigationOf(argv: readonly string[]): Navigation | null {
  for (const argument of argv) {
    if (!argument.toLowerCase().startsWith(`${SCHEME}:`)) continue
    const navigation = parseDeepLink(argument)
    if (navigation) return navigation
  }
  return argv.includes('--quick-add') ? { to: 'newTodo', title: '' } : null
}

function decoded(segments: readonly string[]): string[] | null {
  try {
    return segments.map((segment) => decodeURIComponent(segment))
  } catch {
    return null
  }
}

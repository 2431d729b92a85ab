import type { OutboxRow } from '../../src-shared/domain/outbox'
import type { SeriesAdding } from '../../src-shared/state/slices'
import { markOf } from '../link/mark'
import type { SeriesLoading } from '../wire/library/event-types'
import { keyOfLink } from '../wire/library/series'

/** What the series added by a link will be called in the library. */
export function idOfLink(link: string): string {
  return keyOfLink(link) ?? link
}

/** Series on their way into the library: what the user asked for, and how far the server is. */
export class Adding {
  readonly #loading = new Map<string, SeriesLoading>()
  /** The user's own additions, for their titles: the server's messages hold none. */
  readonly #asked = new Map<string, { readonly title: string; readonly link: string }>()

  /** Of these the server was still at work when it was last heard of. */
  get unfinished(): readonly string[] {
    return [...this.#loading].flatMap(([key, { state }]) => (state === 'failed' ? [] : [key]))
  }

  /** Ids of what the user has added since the account was opened, or before it without an answer. */
  get asked(): ReadonlySet<string> {
    return new Set(this.#asked.keys())
  }

  apply(loading: SeriesLoading): void {
    const { key, state } = loading
    if (key === null) return
    if (state === null || state === 'completed') this.#loading.delete(key)
    else this.#loading.set(key, loading)
  }

  forget(key: string): void {
    this.#loading.delete(key)
  }

  reset(): void {
    this.#loading.clear()
    this.#asked.clear()
  }

  /** @param titleOf a title from the library, which may list a series before it is loaded */
  view(
    rows: readonly OutboxRow[],
    titleOf: (id: string) => string | undefined,
  ): readonly SeriesAdding[] {
    const found = new Map<string, SeriesAdding>()
    for (const row of rows) {
      if (row.command.kind !== 'library.add') continue
      const { link, title } = row.command
      const id = idOfLink(link)
      this.#asked.set(id, { title, link })
      found.set(id, { id, title, link, pending: markOf(row), loading: null, error: null })
    }
    for (const [id, { state, error }] of this.#loading) {
      const asked = this.#asked.get(id)
      const title = titleOf(id) ?? asked?.title ?? id
      const pending = found.get(id)?.pending ?? null
      found.set(id, { id, title, link: asked?.link ?? null, pending, loading: state, error })
    }
    return [...found.values()]
  }
}

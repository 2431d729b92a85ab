import type { Clock } from '../clock'
import type { Faults } from '../control/faults'
import { AppError, HttpError } from '../http/errors'
import { addedSeries, LOADING_STEPS, loadingProgress, type Added, type AddedStore } from './added'
import type { Catalogue } from './catalogue'
import type { LibraryEvents } from './events'

/** Library milliseconds per step. */
const STEP_MS = 800

export interface AddResult {
  readonly added: Added
  /** It was there before. */
  readonly existed: boolean
}

/** Takes new series in: at once, or in steps that the clients can follow. */
export class Adding {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly store: AddedStore,
    private readonly events: LibraryEvents,
    private readonly clock: Clock,
    private readonly faults: Faults,
  ) {}

  /** Goes on with what a restart has cut off. */
  begin(): void {
    for (const entry of this.store.all()) {
      if (entry.state !== 'completed' && entry.state !== 'failed') this.#load(entry)
    }
  }

  /**
   * A series whose loading has failed may be added again.
   * @throws HttpError 400 for a link that names no series, or an empty name
   */
  add(link: string, name: string, inSteps: boolean): AddResult {
    const match = /^https?:\/\/([^/]+)\/anime\/stream\/([\w-]+)\/?$/.exec(link.trim())
    const [, site, key] = match ?? []
    if (site === undefined || key === undefined) throw new HttpError(400, 'Invalid series link')
    if (name.trim() === '') throw new HttpError(400, 'Series name must not be empty')
    const before = this.store.get(key)
    if (this.catalogue.get(key) && before?.state !== 'failed') {
      return { added: before ?? this.#native(key), existed: true }
    }
    const added: Added = {
      key,
      name: name.trim(),
      site,
      link: link.trim(),
      state: inSteps ? 'pending' : 'completed',
      error: null,
      listed: !inSteps,
      at: this.clock.iso(),
    }
    this.#keep(added)
    if (inSteps) this.#load(added)
    return { added, existed: false }
  }

  /** @throws AppError 404 for a series that is not in the library. */
  status(key: string): object {
    const entry = this.store.get(key) ?? this.#native(key)
    return this.describe(entry)
  }

  describe(entry: Added): object {
    const { key, state, error, at } = entry
    return {
      key,
      folder: this.catalogue.get(key)?.folder ?? null,
      loading_status: state,
      progress: loadingProgress(this.catalogue.seed, entry),
      started_at: at,
      message: error ?? WORDS[state],
      error,
    }
  }

  #load(entry: Added): void {
    const failure = this.faults.takeLoadingFailure()
    const step = (index: number): void => {
      const state = LOADING_STEPS[index] ?? 'completed'
      if (failure !== null && index === 1) {
        this.#tell({ ...this.#now(entry), state: 'failed', error: failure })
        return
      }
      const listed = index > 0
      this.#tell({ ...entry, state, listed })
      if (index === 1) {
        const folder = this.catalogue.get(entry.key)?.folder ?? null
        this.events.publish('series_updated', { key: entry.key, folder })
      }
      if (state !== 'completed') this.clock.after(STEP_MS, () => step(index + 1))
    }
    this.clock.after(STEP_MS, () => step(0))
  }

  #now(entry: Added): Added {
    return this.store.get(entry.key) ?? entry
  }

  #tell(entry: Added): void {
    this.#keep(entry)
    this.events.publish('series_loading_update', this.describe(entry))
  }

  /** Episodes that were known stay as they are: some may be on disk by now. */
  #keep(entry: Added): void {
    const known = this.store.get(entry.key)?.listed === true
    this.store.save(entry)
    if (!known) this.catalogue.put(addedSeries(this.catalogue.seed, entry))
  }

  /** A series that was always there. @throws AppError 404 */
  #native(key: string): Added {
    const series = this.catalogue.get(key)
    if (!series) throw new AppError(404, 'ANIME_NOT_FOUND', 'Series not found')
    const { name, site, link } = series
    return { key, name, site, link, state: 'completed', error: null, listed: true, at: null }
  }
}

const WORDS: Readonly<Record<Added['state'], string>> = {
  pending: 'Waiting to be loaded',
  loading_episodes: 'Loading the list of episodes',
  loading_nfo: 'Loading the description',
  loading_logo: 'Loading the logo',
  loading_images: 'Loading the images',
  completed: 'Loaded',
  failed: 'Loading failed',
}

import type { Events, SlicePatch, SliceSnapshot } from '../../src-shared/ipc/events'
import { mergePatches, type Entity, type Patch } from '../../src-shared/state/patch'
import {
  SLICE_NAMES,
  type EntityOf,
  type MetaOf,
  type SliceName,
} from '../../src-shared/state/slices'
import type { Clock, TimerHandle } from '../clock'
import type { Slice } from '../state/slice'

/** One Slice per name of the contract. */
export type SliceSources = { [N in SliceName]: Slice<EntityOf<N>, MetaOf<N>> }

/** Sends one event to the window; does nothing while there is none. */
export type Send = <N extends keyof Events>(name: N, payload: Events[N]) => void

/** Patches wait at most this long, so that a storm of events costs the window 20 messages a second. */
const COALESCE_MS = 50

type AnyPatch = Patch<Entity, unknown>

/**
 * Carries every slice's patches to the window: merged per slice, sent at most every 50 ms, held
 * while the window is hidden, at once and in order when a patch is urgent (a terminal state).
 */
export class Publisher {
  readonly #pending = new Map<SliceName, AnyPatch>()
  readonly #stops: (() => void)[] = []
  #timer: TimerHandle | null = null
  #paused = false

  constructor(
    private readonly sources: SliceSources,
    private readonly send: Send,
    private readonly clock: Clock,
  ) {
    for (const name of SLICE_NAMES) this.#watch(name)
  }

  /** What stands in a slice now. Pending patches go out first, so the next one follows on from it. */
  snapshot<N extends SliceName>(name: N): SliceSnapshot<N> {
    this.#flushSlice(name)
    return this.sources[name].snapshot()
  }

  /** While the window is hidden nothing is sent; showing it sends what has gathered. */
  setPaused(paused: boolean): void {
    this.#paused = paused
    if (!paused) this.#flush()
  }

  /** Sends what is pending now, paused or not: before an answer that the window will act on. */
  flushNow(): void {
    this.#flush()
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = null
    for (const stop of this.#stops.splice(0)) stop()
    this.#pending.clear()
  }

  #watch<N extends SliceName>(name: N): void {
    const stop = this.sources[name].onChange(({ patch, urgent }) => {
      const before = this.#pending.get(name)
      this.#pending.set(name, before ? mergePatches(before, patch) : patch)
      if (this.#paused) return
      if (urgent) this.#flushSlice(name)
      else this.#timer ??= this.clock.after(COALESCE_MS, () => this.#flush())
    })
    this.#stops.push(stop)
  }

  #flush(): void {
    this.#timer?.cancel()
    this.#timer = null
    for (const name of SLICE_NAMES) this.#flushSlice(name)
  }

  #flushSlice(name: SliceName): void {
    const patch = this.#pending.get(name)
    if (!patch) return
    this.#pending.delete(name)
    this.send('patch', { slice: name, patch } as SlicePatch)
  }
}

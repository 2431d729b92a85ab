import type { QueueStatus } from '../../src-shared/domain/queue'
import { applyEvent, find, fromStatus } from './reduce'
import type { QueueEvent, QueueState } from './reduce'

type Kept =
  | { readonly is: 'event'; readonly event: QueueEvent }
  | { readonly is: 'status'; readonly status: QueueStatus }

/** What comes while a status is being fetched: it is applied over the answer, which may be older. */
export class Meanwhile {
  #kept: Kept[] | null = null

  /** A fetch goes out. Answers how its answer becomes the state, and what ends the keeping. */
  begin(): {
    over: (answer: QueueStatus, known: QueueState, now: number) => QueueState
    end: () => void
  } {
    const kept: Kept[] = []
    this.#kept = kept
    return {
      over: (answer, known, now) =>
        kept.reduce(
          (state, one) =>
            one.is === 'status'
              ? fromStatus(one.status, known)
              : applyEvent(state, one.event, now).state,
          fromStatus(answer, known),
        ),
      end: () => {
        if (this.#kept === kept) this.#kept = null
      },
    }
  }

  /** @param state before the event: one that does not say its try means the present one */
  event(event: QueueEvent, state: QueueState): void {
    this.#kept?.push({ is: 'event', event: ofThisTry(event, state) })
  }

  status(status: QueueStatus): void {
    this.#kept?.push({ is: 'status', status })
  }

  /** The fetch is no longer wanted. */
  drop(): void {
    this.#kept = null
  }
}

/** Kept, an event must remember which try it meant. */
function ofThisTry(event: QueueEvent, state: QueueState): QueueEvent {
  if (event.type === 'queue.run' || event.item.retryCount !== null) return event
  const retryCount = find(state, event.item)?.retryCount ?? null
  return { ...event, item: { ...event.item, retryCount } }
}

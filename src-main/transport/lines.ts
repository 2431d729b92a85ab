import type { SocketEnd } from './closes'
import { Line } from './line'
import type { OpenSocket, SocketContext } from './socket'
import type { StatusBook } from './status'
import type { ConnectionOwner, DialTarget } from './types'

/** For each socket, and whether stale ones are heard. */
interface LinesContext extends SocketContext {
  readonly hearsStale: boolean
}

/** What the machine wants to hear of its present line. */
export interface PresentLineEvents {
  opened(line: Line): void
  proven(line: Line): void
  silent(): void
  ended(end: SocketEnd): void
}

/**
 * The present line of a connection, and that only it is heard: a late close, frame or pong of an
 * earlier epoch ends here.
 */
export class Lines {
  readonly #owner: ConnectionOwner
  readonly #book: StatusBook
  readonly #context: LinesContext
  readonly #open: OpenSocket
  readonly #events: PresentLineEvents
  #epoch = 0
  #present: Line | null = null

  constructor(
    owner: ConnectionOwner,
    book: StatusBook,
    context: LinesContext,
    open: OpenSocket,
    events: PresentLineEvents,
  ) {
    this.#owner = owner
    this.#book = book
    this.#context = context
    this.#open = open
    this.#events = events
  }

  /** Counts dials; what belongs to an earlier one is stale. */
  get epoch(): number {
    return this.#epoch
  }

  get present(): Line | null {
    return this.#present
  }

  nextEpoch(): void {
    this.#epoch++
    this.#book.attempt++
    this.#book.counters.add('dials')
  }

  /** @throws AppFailure, see `openSocket` */
  dial(target: DialTarget): void {
    const { counters } = this.#book
    const { hearsStale } = this.#context
    const heard = (line: Line) =>
      hearsStale || (line === this.#present && line.epoch === this.#epoch)
    this.#present = new Line(
      this.#epoch,
      target,
      {
        opened: (line) => {
          if (heard(line)) this.#events.opened(line)
        },
        life: (line) => {
          if (heard(line)) this.#book.life()
        },
        text: (line, text) => {
          if (!heard(line)) return
          // Not through `guard`: a closure for each frame is felt.
          try {
            this.#owner.onFrame(text, line.epoch)
          } catch (thrown) {
            this.#book.threw('frames.handlerThrew', thrown)
          }
        },
        proven: (line) => {
          if (heard(line)) this.#events.proven(line)
        },
        silent: (line) => {
          if (heard(line)) this.#events.silent()
        },
        ended: (line, end) => {
          if (heard(line)) this.#events.ended(end)
        },
      },
      this.#context,
      this.#open,
      counters,
    )
  }

  /**
   * Lets go of the line, if there is one, moves on, and tells the owner afterwards, so that what
   * the owner does in `onDown` meets the new state. Resolves when the socket is gone (bounded).
   * @param how the line is to be ended, or how it did by itself
   */
  async giveUp(how: 'drop' | 'terminate' | SocketEnd, moveOn: () => void): Promise<void> {
    const line = this.#present
    this.#present = null
    const gone = how === 'drop' ? line?.drop() : undefined
    if (how === 'terminate') line?.terminate()
    moveOn()
    if (line?.opened) {
      const end = typeof how === 'string' ? null : how
      this.#book.guard('owner.threw', () => this.#owner.onDown?.(line.epoch, end))
    }
    await gone
  }
}

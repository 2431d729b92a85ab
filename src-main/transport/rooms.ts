import type { RoomState } from '../../src-shared/domain/diagnostics'
import type { Clock, TimerHandle } from '../clock'
import type { TransportPolicy } from './policy'

export interface RoomsOptions {
  readonly clock: Clock
  readonly policy: TransportPolicy
  /** The frame that joins or leaves a room, as the server wants it. */
  readonly encode: (action: 'join' | 'leave', room: string) => string
  /** Writes it; false when the connection is gone. */
  readonly send: (text: string) => boolean
}

/**
 * The rooms of one connection. What is wanted is the truth; it outlives the socket and is joined
 * anew on each connect. Joins and leaves are paced, because servers limit client messages. A
 * refusal is not fatal: the room stays wanted and is asked for again on the next connect.
 */
export class Rooms {
  readonly #options: RoomsOptions
  readonly #wanted = new Map<string, RoomState>()
  /** Frames still to go out, oldest first; one per room, the last wish wins. */
  readonly #outgoing = new Map<string, 'join' | 'leave'>()
  #up = false
  #credit: number
  #pace: TimerHandle | null = null
  #settle: (() => void) | null = null

  constructor(options: RoomsOptions) {
    this.#options = options
    this.#credit = options.policy.roomsBurst
  }

  /** Each wanted room and how far it is. */
  get states(): ReadonlyMap<string, RoomState> {
    return this.#wanted
  }

  join(room: string): void {
    if (this.#wanted.has(room)) return
    this.#wanted.set(room, 'wanted')
    if (this.#up) this.#queue('join', room)
  }

  leave(room: string): void {
    const state = this.#wanted.get(room)
    if (state === undefined) return
    this.#wanted.delete(room)
    if (this.#outgoing.get(room) === 'join') this.#outgoing.delete(room)
    else if (this.#up && state !== 'refused') this.#queue('leave', room)
    this.#check()
  }

  /**
   * A socket is open: joins everything wanted. Resolves when each was acknowledged or refused, or
   * after `roomsAckMs` (some servers say nothing), or when the connection is gone.
   */
  replay(): Promise<void> {
    this.down()
    this.#up = true
    this.#credit = this.#options.policy.roomsBurst
    return new Promise((resolve) => {
      const patience = this.#options.clock.after(this.#options.policy.roomsAckMs, () => settle())
      const settle = () => {
        patience.cancel()
        this.#settle = null
        resolve()
      }
      this.#settle = settle
      for (const room of this.#wanted.keys()) this.#queue('join', room)
      this.#check()
    })
  }

  /** The server confirmed a join; without a name it means the longest waiting one. */
  acknowledged(room?: string): void {
    this.#mark(room, 'joined')
  }

  /** The server refused a join. */
  refused(room?: string): void {
    this.#mark(room, 'refused')
  }

  /** The socket is gone. */
  down(): void {
    this.#up = false
    this.#pace?.cancel()
    this.#pace = null
    this.#outgoing.clear()
    for (const room of this.#wanted.keys()) this.#wanted.set(room, 'wanted')
    this.#settle?.()
  }

  #mark(named: string | undefined, state: 'joined' | 'refused'): void {
    const room = named ?? [...this.#wanted].find(([, is]) => is === 'joining')?.[0]
    if (room === undefined || !this.#wanted.has(room)) return
    this.#wanted.set(room, state)
    this.#check()
  }

  #check(): void {
    const open = [...this.#wanted.values()].some((is) => is === 'wanted' || is === 'joining')
    if (!open) this.#settle?.()
  }

  #queue(action: 'join' | 'leave', room: string): void {
    this.#outgoing.delete(room)
    this.#outgoing.set(room, action)
    this.#flush()
  }

  /** Spends the credit; while anything was sent, one more is granted per pace. */
  #flush(): void {
    const { encode, send, clock, policy } = this.#options
    for (const [room, action] of this.#outgoing) {
      if (this.#credit === 0) break
      this.#outgoing.delete(room)
      this.#credit--
      if (action === 'join') this.#wanted.set(room, 'joining')
      if (!send(encode(action, room))) return
    }
    if (this.#pace || this.#credit >= policy.roomsBurst) return
    this.#pace = clock.after(policy.roomsPaceMs, () => {
      this.#pace = null
      this.#credit++
      this.#flush()
    })
  }
}

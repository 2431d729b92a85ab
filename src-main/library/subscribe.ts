import type { QueueService } from '../queue/service'
import type { EventSocket } from '../transport/event-socket'
import type { Rooms } from '../transport/rooms'
import type { Counters } from '../transport/timeline'
import type { LibraryEvent } from '../wire/library/event-types'
import type { LegacyEvents } from './legacy'
import type { ScanService } from './scan'
import type { LibraryService } from './service'

/** The server's events by their one name, as services subscribe to them. */
export type LibraryEvents = { [T in LibraryEvent['type']]: Extract<LibraryEvent, { type: T }> }

export interface Subscribers {
  readonly events: EventSocket<LibraryEvents>
  readonly library: LibraryService
  readonly queue: QueueService
  readonly scan: ScanService
  readonly legacy: LegacyEvents
  readonly rooms: Rooms
  readonly counters: Counters
  /** The server said yes or no to a wish to join. */
  readonly roomsChanged: () => void
}

/** Which service takes which event. */
export function subscribe(to: Subscribers): void {
  const { events, library, queue, scan, legacy, rooms, counters, roomsChanged } = to
  events.on('scan.started', (event) => scan.apply(event))
  events.on('scan.progress', (event) => scan.apply(event))
  events.on('scan.complete', (event) => scan.apply(event))
  events.on('scan.failed', (event) => scan.apply(event))
  events.on('download.progress', (event) => queue.apply(event))
  events.on('download.complete', (event) => {
    queue.apply(event)
    library.episodeDone()
  })
  events.on('download.failed', (event) => queue.apply(event))
  events.on('queue.run', (event) => queue.apply(event))
  events.on('queue.changed', () => queue.refreshSoon())
  events.on('queue.status', ({ status }) => {
    if (status) queue.applyStatus(status)
    else queue.refreshSoon()
  })
  events.on('series.updated', () => library.refreshSoon())
  events.on('series.loading', (event) => library.loading(event))
  events.on('server.event', (event) => legacy.server(event))
  events.on('episode.update', (event) => void legacy.episode(event))
  events.on('unknown', ({ name }) => counters.add(`events.unknown.${name.slice(0, 60)}`))
  events.on('room.joined', ({ room }) => {
    rooms.acknowledged(room)
    roomsChanged()
  })
  events.on('room.refused', ({ room }) => {
    rooms.refused(room ?? undefined)
    roomsChanged()
  })
}

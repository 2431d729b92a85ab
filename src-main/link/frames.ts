import { toAppError } from '../../src-shared/domain/errors'
import type { Json } from '../../src-shared/json'
import type { Logger } from '../log'
import type { Counters } from '../transport/timeline'
import { parseFrame } from '../wire/frame'

/** A server that sends nonsense sends it again and again: the log has the first and every so many. */
const LOGGED_EVERY = 1_000
/** What `parseFrame` names; all else is JSON that a decoder refuses. */
const FAULTS: ReadonlySet<string> = new Set(['notJson', 'tooDeep', 'tooLarge'])

export interface FrameReaderOptions<Message> {
  /** The path of the socket, for the log. */
  readonly endpoint: string
  /** May throw AppFailure. */
  readonly decode: (value: Json) => Message
  readonly counters: Counters
  readonly log: Logger
}

/**
 * Reads a server's text frames. What cannot be understood is left out and counted by what was wrong
 * with it (`frames.notJson`, `frames.tooDeep`, `frames.notUnderstood`): null.
 */
export function frameReader<Message>(
  options: FrameReaderOptions<Message>,
): (text: string) => Message | null {
  const { endpoint, decode, counters, log } = options
  return (text) => {
    try {
      return decode(parseFrame(text, endpoint))
    } catch (thrown) {
      const error = toAppError(thrown)
      const fault = FAULTS.has(error.detail ?? '') ? error.detail : 'notUnderstood'
      const name = `frames.${fault}`
      counters.add(name)
      const count = counters.get(name)
      if (count === 1 || count % LOGGED_EVERY === 0) {
        log.info(`${endpoint}: frame refused`, { what: error.message, count })
      }
      return null
    }
  }
}

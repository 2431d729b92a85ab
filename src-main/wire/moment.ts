import { readAmount } from './read'
import { readTime } from './time'

/** Seconds since 1970 have fewer digits than this until the year 5138, milliseconds more since 1973. */
const FIRST_IN_MS = 1e11

/** A point in time as epoch milliseconds: ISO 8601, or a number of seconds or milliseconds since 1970. */
export function readMoment(value: unknown): number | null {
  const time = readTime(value)
  if (time !== null) return time
  const number = readAmount(value)
  if (number === null || number === 0) return null
  return number < FIRST_IN_MS ? number * 1000 : number
}

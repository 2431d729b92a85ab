/** Longer text is not a time; a regular expression must not be let loose on it. */
const LONGEST = 64
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(.*))?$/

/**
 * ISO 8601 as epoch milliseconds. A time without a zone is UTC: Python servers leave it off, and
 * reading it as local time would shift it by the user's offset.
 */
export function readTime(value: unknown): number | null {
  if (typeof value !== 'string' || value.length > LONGEST) return null
  const usual = readUsual(value)
  if (usual !== null) return usual
  const match = ISO.exec(value.trim())
  if (!match) return null
  const [, day = '', clock = '00:00', zone = ''] = match
  const time = Date.parse(`${day}T${clock}${zone.trim() === '' ? 'Z' : zone.trim()}`)
  return Number.isNaN(time) ? null : time
}

const ZERO = 0x30
const DASH = 0x2d
const COLON = 0x3a
const DOT = 0x2e
const LETTER_T = 0x54
const LETTER_Z = 0x5a
const SPACE = 0x20
/** `2026-01-02T12:00:00`, the least that is read here. */
const TO_SECONDS = 19

/**
 * The form nearly every server writes, read digit by digit: a queue of ten thousand items holds
 * thirty thousand times, and the general way takes ten times as long. Null: try the general way.
 */
function readUsual(text: string): number | null {
  const at = (index: number) => text.charCodeAt(index)
  const separated =
    at(4) === DASH && at(7) === DASH && at(13) === COLON && at(16) === COLON
      ? at(10) === LETTER_T || at(10) === SPACE
      : false
  if (!separated) return null
  const year = 100 * two(text, 0) + two(text, 2)
  const month = two(text, 5)
  const day = two(text, 8)
  const [hour, minute, second] = [two(text, 11), two(text, 14), two(text, 17)]
  const sane = year >= 1_000 && month >= 1 && month <= 12 && day >= 1 && day <= 28
  // Days that not every month has, leap seconds and whatever is no digit (NaN) are for the general way.
  if (!sane || !(hour < 24) || !(minute < 60) || !(second < 60)) return null
  const fraction = fractionOf(text)
  if (fraction === null) return null
  return Date.UTC(year, month - 1, day, hour, minute, second, fraction)
}

/** Milliseconds after the seconds, up to the end or a `Z`; null for anything else. */
function fractionOf(text: string): number | null {
  let end = text.length
  if (text.charCodeAt(end - 1) === LETTER_Z) end -= 1
  if (end === TO_SECONDS) return 0
  if (text.charCodeAt(TO_SECONDS) !== DOT || end === TO_SECONDS + 1) return null
  let milliseconds = 0
  for (let index = TO_SECONDS + 1, unit = 100; index < end; index++, unit /= 10) {
    const digit = text.charCodeAt(index) - ZERO
    if (digit < 0 || digit > 9) return null
    if (unit >= 1) milliseconds += digit * unit
  }
  return milliseconds
}

/** Two digits; NaN where there are none. */
function two(text: string, index: number): number {
  const tens = text.charCodeAt(index) - ZERO
  const ones = text.charCodeAt(index + 1) - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN
}

import { computed } from 'vue'
import { useI18n } from 'vue-i18n'

const DASH = '—'
type Maybe = number | null | undefined

/** Words for numbers, sizes, speeds and times in one language. Unknown is a dash, never 0. */
export interface Formatters {
  /** `1,234` */
  number(value: Maybe): string
  /** `43 %`, of 0 … 100. */
  percent(value: Maybe): string
  /** Megabytes (10⁶ bytes): `725 MB`, `1.4 GB`. */
  megabytes(mb: Maybe): string
  /** Bytes: `812 B`, `12 kB`, `1.4 GB`. */
  bytes(value: Maybe): string
  /** `312 / 725 MB`; the total alone or a dash where a part is unknown. */
  progress(done: Maybe, total: Maybe): string
  /** Megabytes per second: `8.4 MB/s`. */
  speed(mbps: Maybe): string
  /** Seconds: `49 s`, `3 min`, `1 h 20 min`. */
  duration(seconds: Maybe): string
  /** Epoch milliseconds: `20:14` of today, `3 May, 20:14` of another day. */
  time(at: Maybe): string
  /** Epoch milliseconds: `3 May, 20:14:07`. */
  moment(at: Maybe): string
  /** Epoch milliseconds: `20:14`, of whatever day. */
  clock(at: Maybe): string
  /** Epoch milliseconds: `3 May 2025`. */
  date(at: Maybe): string
  /** How long ago, in words: `14 s ago`, `yesterday`. `now` is epoch milliseconds. */
  ago(at: Maybe, now: number): string
}

export function createFormatters(locale: string): Formatters {
  const plain = new Intl.NumberFormat(locale)
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const fine = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const unit = (name: string, digits = 0) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    })
  const [second, minute, hour] = [unit('second'), unit('minute'), unit('hour')]
  const clock = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const dayAndClock = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const toTheSecond = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })

  function megabytes(mb: Maybe): string {
    if (!known(mb)) return DASH
    return mb >= 1_000 ? `${fine.format(mb / 1_000)} GB` : `${whole.format(mb)} MB`
  }

  function duration(seconds: Maybe): string {
    if (!known(seconds)) return DASH
    const s = Math.max(0, Math.round(seconds))
    if (s < 60) return second.format(s)
    const minutes = Math.round(s / 60)
    if (minutes < 60) return minute.format(minutes)
    const rest = minutes % 60
    const hours = hour.format(Math.floor(minutes / 60))
    return rest === 0 ? hours : `${hours} ${minute.format(rest)}`
  }

  function ago(at: Maybe, now: number): string {
    if (!known(at)) return DASH
    const s = Math.max(0, Math.round((now - at) / 1_000))
    if (s < 60) return relative.format(-s, 'second')
    if (s < 3_600) return relative.format(-Math.round(s / 60), 'minute')
    if (s < 86_400) return relative.format(-Math.round(s / 3_600), 'hour')
    return relative.format(-Math.round(s / 86_400), 'day')
  }

  return {
    number: (value) => (known(value) ? plain.format(value) : DASH),
    percent: (value) => (known(value) ? `${whole.format(value)} %` : DASH),
    megabytes,
    bytes(value) {
      if (!known(value)) return DASH
      if (value < 1_000) return `${whole.format(value)} B`
      return value < 1_000_000 ? `${whole.format(value / 1_000)} kB` : megabytes(value / 1_000_000)
    },
    progress(done, total) {
      if (!known(total)) return known(done) ? megabytes(done) : DASH
      if (!known(done)) return megabytes(total)
      const scale = total >= 1_000 ? 1_000 : 1
      const number = scale === 1 ? whole : fine
      return `${number.format(done / scale)} / ${megabytes(total)}`
    },
    speed: (mbps) => (known(mbps) ? `${fine.format(mbps)} MB/s` : DASH),
    duration,
    time(at) {
      if (!known(at)) return DASH
      const sameDay = new Date(at).toDateString() === new Date().toDateString()
      return (sameDay ? clock : dayAndClock).format(at)
    },
    moment: (at) => (known(at) ? toTheSecond.format(at) : DASH),
    clock: (at) => (known(at) ? clock.format(at) : DASH),
    date: (at) => (known(at) ? day.format(at) : DASH),
    ago,
  }
}

function known(value: Maybe): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

/** The formatters of the language in force; use as `format.value.speed(8.4)`. */
export function useFormat() {
  const { locale } = useI18n()
  return computed(() => createFormatters(locale.value))
}

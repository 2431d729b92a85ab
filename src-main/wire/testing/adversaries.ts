import type { Json, JsonObject } from '../../../src-shared/json'

/** Values of about `bytes` bytes that make careless code slow. */
export function adversaries(bytes: number): Readonly<Record<string, Json>> {
  const times = (text: string) => text.repeat(Math.ceil(bytes / text.length))
  const list = (make: (n: number) => Json) => listOf(bytes, make)
  return {
    'blanks between digits': `1${times(' ')}x`,
    'blanks and digits': times('1 '),
    digits: times('7'),
    'a time without end': `2026-01-02T12:00:00.${times('1')}\n.`,
    slashes: `${times('/')}x`,
    backslashes: times('\\'),
    quotes: times('"'),
    brackets: times('[{'),
    'halves of characters': '\ud83d'.repeat(bytes / 6),
    'words about tokens': `invalid ${times('a')}`,
    zeros: list(() => 0),
    'empty objects': list(() => ({})),
    'empty lists': list(() => []),
    'empty texts': list(() => ''),
    numbers: list((n) => (n * 7919) % 100_003),
    'episodes as text': list((n) => `${n % 7}-${n}`),
    'smallest entries': list((n) => ({ id: n })),
    'small entries': list((n) => ({ id: n, episode: `1-${n}` })),
    'one entry again and again': list(() => ({ id: 1, season: 1, episode: 1 })),
    'seasons in seasons': list((n) => ({ season: n, episodes: [n] })),
    'flagged episodes': list((n) => ({ season: n % 9, episode: n, missing: true })),
    'many names': objectOf(bytes, (n) => [`name ${n}`, n]),
    'many numbers as names': objectOf(bytes, (n) => [String((n * 7919) % 1_000_003), [n]]),
    'many lists': objectOf(bytes, (n) => [String(n), [1, 2, 3]]),
    'deep lists': deep(
      60,
      (inner) => [inner],
      listOf(bytes - 200, () => 1),
    ),
    'deep objects': deep(60, (inner) => ({ data: inner }), { status: times('1 ') }),
  }
}

/** A sample with one place in it replaced, for each place where `fits` says that it makes sense. */
export function* mutants(
  sample: Json,
  replacement: Json,
  fits: (old: Json, replacement: Json) => boolean,
): Generator<Json> {
  if (fits(sample, replacement)) yield replacement
  if (Array.isArray(sample)) {
    for (const [at, inner] of sample.entries()) {
      for (const mutant of mutants(inner, replacement, fits)) yield sample.with(at, mutant)
    }
  } else if (isRecord(sample)) {
    for (const [name, inner] of Object.entries(sample)) {
      for (const mutant of mutants(inner, replacement, fits)) yield { ...sample, [name]: mutant }
    }
  }
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listOf(bytes: number, make: (n: number) => Json): Json[] {
  const list: Json[] = []
  for (let size = 2; size < bytes;) {
    const entry = make(list.length)
    list.push(entry)
    size += JSON.stringify(entry).length + 1
  }
  return list
}

function objectOf(bytes: number, make: (n: number) => [string, Json]): JsonObject {
  const object: JsonObject = {}
  for (let size = 2, n = 0; size < bytes; n++) {
    const [name, value] = make(n)
    object[name] = value
    size += name.length + JSON.stringify(value).length + 4
  }
  return object
}

function deep(levels: number, wrap: (inner: Json) => Json, core: Json): Json {
  return levels === 0 ? core : wrap(deep(levels - 1, wrap, core))
}

/** What may be bound to a statement and what comes out of a row. Bytes are not needed anywhere. */
export type Bound = number | bigint | string | null
export type Params = Readonly<Record<string, Bound>>
export type Row = Readonly<Record<string, unknown>>

const MIN_INT64 = -(2n ** 63n)
const MAX_INT64 = 2n ** 63n - 1n

/**
 * The names of the `:name` parameters of a statement. Positional and other styles are refused: the
 * driver turns a missing one into NULL and ignores one too many, and only names can be checked.
 * @throws TypeError for `?`, `@name` and `$name`
 */
export function parameterNames(sql: string): ReadonlySet<string> {
  const bare = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
  if (/[?@$]/.test(bare)) throw new TypeError('Only named parameters (:name) may be used in SQL')
  return new Set([...bare.matchAll(/:([A-Za-z_]\w*)/g)].map((match) => match[1] ?? ''))
}

/**
 * Checks every value before the driver sees it. Binding a boolean, or a lone object, Date or
 * Buffer aborts the whole process; undefined and NaN silently become NULL; text is cut at a NUL.
 * @throws TypeError naming the parameter, never its value (it may be somebody's text)
 */
export function checkParams(names: ReadonlySet<string>, params: Params): Record<string, Bound> {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) {
    throw new TypeError('SQL parameters must be an object of names')
  }
  const given = Object.keys(params)
  for (const name of given) {
    if (!names.has(name)) throw new TypeError(`SQL parameter :${name} does not exist`)
  }
  const bound: Record<string, Bound> = {}
  for (const name of names) {
    if (!Object.hasOwn(params, name)) throw new TypeError(`SQL parameter :${name} is missing`)
    const value: unknown = params[name]
    if (!isBound(value)) throw new TypeError(`SQL parameter :${name} cannot be stored`)
    bound[name] = value
  }
  return bound
}

function isBound(value: unknown): value is Bound {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value)
    case 'bigint':
      return value >= MIN_INT64 && value <= MAX_INT64
    case 'string':
      return !value.includes('\0')
    default:
      return value === null
  }
}

/** The column as text. @throws TypeError when it holds something else: the schema has changed unseen. */
export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new TypeError(`Column ${column} does not hold text`)
  return value
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * A column that was selected as `CAST(… AS BLOB)`, as text. For what a damaged file may hold: text
 * that is not UTF-8 makes the driver end the process.
 * @throws TypeError when it is not UTF-8, or no bytes
 */
export function textOfBytes(row: Row, column: string): string {
  const value = row[column]
  if (!(value instanceof ArrayBuffer)) throw new TypeError(`Column ${column} does not hold bytes`)
  return utf8.decode(value)
}

/** The column as a number. @throws TypeError when it holds something else */
export function int(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw new TypeError(`Column ${column} does not hold a number`)
  return value
}

export function intOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : int(row, column)
}

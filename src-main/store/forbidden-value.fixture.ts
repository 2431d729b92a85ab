import { Db } from './db'
import type { Params } from './sql'

/** Binds one forbidden value; a guard that lets it through would abort this process. */
const VALUES: Record<string, () => unknown> = {
  boolean: () => ({ value: true }),
  object: () => ({ value: { a: 1 } }),
  date: () => ({ value: new Date(0) }),
  buffer: () => ({ value: Buffer.from('x') }),
  array: () => ({ value: ['x'] }),
  undefined: () => ({ value: undefined }),
  nan: () => ({ value: Number.NaN }),
  infinity: () => ({ value: Infinity }),
  hugeBigint: () => ({ value: 2n ** 64n }),
  nul: () => ({ value: 'a\0b' }),
  symbol: () => ({ value: Symbol('x') }),
  function: () => ({ value: () => 1 }),
  missing: () => ({}),
  extra: () => ({ value: 1, other: 2 }),
  loneBoolean: () => true,
  loneDate: () => new Date(0),
  loneBuffer: () => Buffer.from('x'),
  loneArray: () => [1],
  null: () => null,
}

const db = Db.memory(null)
db.exec('CREATE TABLE t (value ANY) STRICT')
const make = VALUES[process.argv[2] ?? '']
if (!make) throw new Error('unknown value')
try {
  db.run('INSERT INTO t (value) VALUES (:value)', make() as Params)
  process.stdout.write('accepted')
} catch (thrown) {
  process.stdout.write(thrown instanceof TypeError ? `refused ${thrown.message}` : String(thrown))
}
const left = db.get('SELECT count(*) AS n FROM t')
process.stdout.write(` rows=${String(left?.n)}`)

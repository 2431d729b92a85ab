import { openStore } from './open'

/**
 * Commits numbered notes one by one, says each on stdout only after its commit, and leaves one more
 * in a unit of work that never ends. The test kills it there.
 */
const { db } = openStore(process.argv[2] ?? '')
const add = 'INSERT INTO activity (at, kind, data, read) VALUES (:at, :kind, :data, 0)'
for (let at = 1; at <= 25; at += 1) {
  db.run(add, { at, kind: 'store.note', data: '{}' })
  process.stdout.write(`${at}\n`)
}
db.unitOfWork(() => {
  db.run(add, { at: 999, kind: 'store.note', data: '{}' })
  process.stdout.write('inside\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})

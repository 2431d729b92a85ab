import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLog } from '../../log'
import { FileSeen } from './seen'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engawa-seen-'))
  file = join(folder, 'notified.json')
})

afterEach(() => rm(folder, { recursive: true }))

it('remembers across a restart', async () => {
  const first = new FileSeen(file, silentLog)
  first.add('a')
  first.add('b')
  await first.flush()
  first.add('c')
  await first.flush()
  const second = new FileSeen(file, silentLog)
  expect(['a', 'b', 'c', 'd'].map((key) => second.has(key))).toEqual([true, true, true, false])
})

it('keeps the newest two thousand', async () => {
  const seen = new FileSeen(file, silentLog)
  for (let n = 0; n < 2_500; n += 1) seen.add(`key ${n}`)
  await seen.flush()
  const kept = JSON.parse(await readFile(file, 'utf8')) as string[]
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([2_000, 'key 500', 'key 2499'])
})

it('takes a damaged file for an empty one, and mends it', async () => {
  await writeFile(file, '{"not": "a list"')
  const seen = new FileSeen(file, silentLog)
  expect(seen.has('a')).toBe(false)
  seen.add('a')
  await seen.flush()
  expect(new FileSeen(file, silentLog).has('a')).toBe(true)
})

it('goes on where nothing can be written', async () => {
  const seen = new FileSeen(join(folder, 'missing', 'notified.json'), silentLog)
  seen.add('a')
  await seen.flush()
  expect(seen.has('a')).toBe(true)
})

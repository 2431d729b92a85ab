import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, mkdir, open, readFile, rm, symlink } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'

const END_SIGNATURE = 0x06054b50
const ENTRY_SIGNATURE = 0x02014b50
const LOCAL_HEADER_SIZE = 30
const END_SIZE = 22
const MAX_COMMENT = 0xffff
const SYMLINK_TYPE = 0o120000

/**
 * Unpacks a zip with its modes and symbolic links. Here because a bare Debian has no `unzip` and Node
 * has no zip reader. No zip64, no encryption; the archive is trusted (its hash was checked before).
 * @param {string} archive
 * @param {string} target an existing folder
 * @param {{rename: (name: string) => string | undefined, onProgress: (bytes: number, total: number) => void}} options
 *   `rename` gives an entry's path below `target`; undefined leaves it out. Progress counts unpacked bytes.
 */
export async function unzip(archive, target, { rename, onProgress }) {
  const file = await open(archive)
  try {
    const wanted = (await readEntries(file))
      .map((entry) => ({ ...entry, path: rename(entry.name) }))
      .filter((entry) => entry.path !== undefined)
    const total = wanted.reduce((sum, entry) => sum + entry.size, 0)
    let done = 0
    for (const entry of wanted) {
      await extract(file, archive, entry, safeJoin(target, entry.path))
      done += entry.size
      onProgress(done, total)
    }
  } finally {
    await file.close()
  }
}

function safeJoin(target, name) {
  const path = normalize(name)
  if (path.startsWith('..') || path.startsWith('/')) throw new Error(`unsafe path in zip: ${name}`)
  return join(target, path)
}

async function readEntries(file) {
  const { size } = await file.stat()
  const tail = await readAt(file, Math.max(0, size - END_SIZE - MAX_COMMENT), size)
  let end = tail.length - END_SIZE
  while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end -= 1
  if (end < 0) throw new Error('not a zip file')

  const count = tail.readUInt16LE(end + 10)
  const start = tail.readUInt32LE(end + 16)
  const directory = await readAt(file, start, start + tail.readUInt32LE(end + 12))
  const entries = []
  for (let at = 0; entries.length < count;) {
    if (directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new Error('damaged zip directory')
    const nameLength = directory.readUInt16LE(at + 28)
    entries.push({
      method: directory.readUInt16LE(at + 10),
      compressed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      mode: directory.readUInt16LE(at + 40),
      offset: directory.readUInt32LE(at + 42),
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

async function extract(file, archive, entry, path) {
  if (entry.name.endsWith('/')) return void (await mkdir(path, { recursive: true }))
  await mkdir(dirname(path), { recursive: true })
  const header = await readAt(file, entry.offset, entry.offset + LOCAL_HEADER_SIZE)
  const start = entry.offset + LOCAL_HEADER_SIZE + header.readUInt16LE(26) + header.readUInt16LE(28)
  const source =
    entry.compressed === 0
      ? Readable.from([])
      : createReadStream(archive, { start, end: start + entry.compressed - 1 })
  const steps = entry.method === 0 ? [source] : [source, createInflateRaw()]
  await pipeline(...steps, createWriteStream(path))

  if ((entry.mode & 0o170000) === SYMLINK_TYPE) return replaceByLink(path)
  await chmod(path, entry.mode & 0o777 || 0o644)
}

/** A zip keeps a symbolic link as a small file that holds the link's target. */
async function replaceByLink(path) {
  const destination = await readFile(path, 'utf8')
  await rm(path)
  await symlink(destination, path)
}

async function readAt(file, start, end) {
  const buffer = Buffer.alloc(end - start)
  await file.read(buffer, 0, buffer.length, start)
  return buffer
}

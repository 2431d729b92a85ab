import type { ServerFile } from '../../../src-shared/domain/administration'
import { readMoment } from '../moment'
import { decodeEach, first, isObject, needList, readAmount, readText } from '../read'

const LISTS = ['backups', 'files', 'logs', 'items', 'data', 'results']

/**
 * Files that a server keeps, backups or logs: an array or a list under one of the usual names, of
 * names alone or of objects.
 * @throws AppFailure `net.badAnswer`
 */
export function decodeFiles(body: unknown, endpoint: string): readonly ServerFile[] {
  const decode = (entry: unknown): ServerFile | null => {
    if (!isObject(entry)) {
      const name = readText(entry)
      return name === null ? null : { name, sizeBytes: null, at: null }
    }
    const name = readText(first(entry, 'name', 'backup_name', 'filename', 'file', 'id'))
    if (name === null) return null
    return {
      name,
      sizeBytes: readAmount(first(entry, 'size_bytes', 'size', 'bytes')),
      at: readMoment(
        first(entry, 'created_at', 'created', 'modified_at', 'modified', 'mtime', 'timestamp'),
      ),
    }
  }
  return decodeEach(needList(body, endpoint, LISTS), endpoint, decode, ({ name }) => name).items
}

/** The name of a file that was just made; null where the answer does not tell. */
export function readMadeFile(body: unknown): string | null {
  if (!isObject(body)) return null
  const held = [body.backup, body.data].find(isObject) ?? body
  return readText(first(held, 'name', 'backup_name', 'filename', 'backup'))
}

import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const SCREEN = '1440x900x24'
/** An entry of this family holds for every host and, without a number, for every display. */
const FAMILY_WILD = 0xffff

/**
 * Starts an X server on a number of its own choice, open only to who holds the session's cookie.
 * @param {import('./services.mjs').Services} services
 * @param {string} folder the session's folder
 * @returns {Promise<NodeJS.ProcessEnv>} DISPLAY and XAUTHORITY
 */
export async function startDisplay(services, folder) {
  const authority = join(folder, 'Xauthority')
  await writeFile(authority, authorityEntry(), { mode: 0o600 })
  const args = ['-displayfd', '3', '-auth', authority, '-nolisten', 'tcp', '-noreset']
  const number = await services.start('Xvfb', [...args, '-screen', '0', SCREEN], {
    ready: 'first line on descriptor 3',
  })
  return { DISPLAY: `:${number}`, XAUTHORITY: authority }
}

function authorityEntry() {
  const field = (bytes) => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(bytes.length)
    return Buffer.concat([length, bytes])
  }
  const family = Buffer.alloc(2)
  family.writeUInt16BE(FAMILY_WILD)
  const anyAddress = field(Buffer.alloc(0))
  const anyNumber = field(Buffer.alloc(0))
  const name = field(Buffer.from('MIT-MAGIC-COOKIE-1'))
  return Buffer.concat([family, anyAddress, anyNumber, name, field(randomBytes(16))])
}

import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** package.json as it is on the disk. */
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/**
 * Where things live that all clones share (the test runtime, remembered failures). Outside
 * `node_modules`, because `npm ci` deletes that.
 */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'engawa')

export const isRoot = process.getuid?.() === 0
export const isLinux = process.platform === 'linux'

/** A failure whose message is all the user needs: printed without a stack trace. */
export class SetupError extends Error {
  name = 'SetupError'
}

/**
 * Runs a script's main function; turns an error into words on stderr and exit code 1.
 * @param {() => Promise<number | void>} main resolves with the exit code, 0 when nothing
 */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}` : error)
    process.exitCode = 1
  }
}

/** True when the module was started by `node file.mjs`, false when it was imported. */
export function isMain(moduleUrl) {
  return Boolean(process.argv[1]) && fileURLToPath(moduleUrl) === process.argv[1]
}

import type { ServerFile, ServerLogging } from '../../src-shared/domain/administration'
import { firstWay, isMissingPath } from '../link/variant'
import { decodeFiles } from '../wire/library/files'
import { decodeLogging, decodeLogTail, type DecodedLogging } from '../wire/library/logging'
import type { Here, ServerCalls } from './calls'

const CONFIG = '/api/logging/config'
const FILES = '/api/logging/files'
const LINES = 200

/** How the library server logs, and what it has logged. */
export class Logging {
  constructor(private readonly calls: ServerCalls) {}

  /** Rejects with AppFailure. */
  async get(): Promise<ServerLogging> {
    return (await read(this.calls.here())).logging
  }

  /** Answers what the server has afterwards: its environment may overrule what was sent. */
  async setLevel(level: string): Promise<ServerLogging> {
    const here = this.calls.here()
    // Under the name the server itself uses.
    const { field } = await read(here)
    const json = { [field]: level }
    const send = (method: 'POST' | 'PUT') => here.send({ method, path: CONFIG, json })
    await here.part('server.logLevel', () => firstWay(['POST', 'PUT'], isMissingPath, send))
    return (await read(here)).logging
  }

  /** Rejects with AppFailure. */
  async files(): Promise<readonly ServerFile[]> {
    return decodeFiles(await this.calls.here().get(FILES), FILES)
  }

  /** The last lines of a file, without tokens and passwords. */
  async tail(name: string): Promise<readonly string[]> {
    const path = `${FILES}/${encodeURIComponent(name)}/tail?lines=${LINES}`
    const body = await this.calls.here().partNamed('server.logTail', { method: 'GET', path })
    return decodeLogTail(body, FILES)
  }
}

async function read(here: Here): Promise<DecodedLogging> {
  return decodeLogging(await here.get(CONFIG), CONFIG)
}

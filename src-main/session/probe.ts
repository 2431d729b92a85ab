import { AppFailure, fail } from '../../src-shared/domain/errors'
import type { ServerKind } from '../../src-shared/domain/server'
import type { ProbeAnswer } from '../../src-shared/ipc/commands'
import type { HttpClient } from '../transport/types'
import { fetchSchema, type ApiSchema } from './openapi'
import { registerPath } from './paths'
import { isConfigured } from './sign-in-library'

/** Nothing more can be learnt at this address after one of these. */
const FINAL = new Set([
  'net.unreachable',
  'net.proxy',
  'net.timeout',
  'net.reset',
  'net.certificate',
  'net.insecure',
  'net.cancelled',
  'internal',
])

/**
 * What answers at an address: a library server knows whether it is set up, a todo server has an
 * OAuth2 password flow in its schema; one process may be both. Rejects with the network's failure,
 * with `net.notJson`/`net.redirect` when it is some other web site, and with `net.badAnswer` when
 * it speaks JSON, but nothing Engawa knows.
 *
 * @param url already normalised; it is answered as it will be kept.
 */
export async function probe(
  http: HttpClient,
  url: string,
  wanted?: ServerKind,
): Promise<ProbeAnswer> {
  let configured: boolean | null = null
  let refusal: AppFailure | null = null
  try {
    configured = await isConfigured(http)
  } catch (thrown) {
    refusal = answered(thrown)
  }
  const schema = await fetchSchema(http).catch((thrown: unknown) => {
    if (configured === null) throw thrown
    return null
  })
  const kinds: ServerKind[] = []
  if (configured !== null) kinds.push('library')
  if (schema && isTodoServer(schema)) kinds.push('todos')
  if (kinds.length === 0 || (wanted && !kinds.includes(wanted))) {
    const otherSite = refusal && /^net\.(notJson|redirect)$/.test(refusal.error.code)
    if (otherSite && kinds.length === 0 && !schema) throw refusal
    throw fail('net.badAnswer', unknownWords(wanted), {
      detail: kinds.length > 0 ? `found: ${kinds.join(', ')}` : undefined,
    })
  }
  return {
    url,
    kinds,
    // Nothing but the schema tells of a todo server.
    unsure: schema || wanted ? [] : ['todos'],
    configured,
    canRegister: kinds.includes('todos') && schema ? registerPath(schema) !== null : null,
    insecure: url.startsWith('http:'),
  }
}

/** A library server may describe its own login as a password flow; that makes it no todo server. */
function isTodoServer(schema: ApiSchema): boolean {
  return schema.tokenUrl !== null && !/(^|\/)api\/auth\/login\/?$/.test(schema.tokenUrl)
}

function answered(thrown: unknown): AppFailure {
  if (!(thrown instanceof AppFailure) || FINAL.has(thrown.error.code)) throw thrown
  return thrown
}

function unknownWords(wanted: ServerKind | undefined): string {
  if (wanted === 'library') return 'No library server answers at this address'
  if (wanted === 'todos') return 'No todo server answers at this address'
  return 'Neither a library nor a todo server answers at this address'
}

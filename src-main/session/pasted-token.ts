import { createHash } from 'node:crypto'
import { fail } from '../../src-shared/domain/errors'
import type { ServerKind } from '../../src-shared/domain/server'
import type { HttpClient } from '../transport/types'
import { isTokenText } from './answers'
import { LIBRARY_PROOF } from './token-check'
import { claimsOf } from './tokens'

/**
 * What the user pasted, with or without `Bearer`. A library server is asked whether it takes the
 * token (`auth.required` if not); a todo server says so on its socket, which is the only place
 * where any todo server takes one.
 */
export async function checkPastedToken(
  http: HttpClient,
  kind: ServerKind,
  text: string,
): Promise<{ value: string; user: string | null }> {
  const value = text.trim().replace(/^Bearer\s+/i, '')
  if (!isTokenText(value)) throw fail('input.invalid', 'This is not a token')
  if (kind === 'library') {
    await http.request({ method: 'GET', path: LIBRARY_PROOF, token: value, kind: 'quick' })
    return { value, user: null }
  }
  // Two tokens without a name may be two people's, who must never share an account.
  const mark = createHash('sha256').update(value).digest('hex').slice(0, 8)
  return { value, user: claimsOf(value).sub ?? `token-${mark}` }
}

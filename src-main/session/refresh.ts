import { AppFailure } from '../../src-shared/domain/errors'
import type { ServerProfile } from '../../src-shared/domain/server'
import type { HttpRequest } from '../transport/types'
import { readGrant } from './answers'
import { isAway, undecided } from './away'
import type { HttpFactory } from './http-factory'
import { fetchSchema, type ApiSchema } from './openapi'
import { refreshEndpoint } from './paths'
import type { Grant, HeldToken } from './tokens'

/**
 * Trades a token for a new one without a password, once, where the server's schema lists a way.
 * Null: it lists none, or the server refused. Rejects (see away.ts) while nothing can be known.
 */
export async function refreshToken(
  http: HttpFactory,
  profile: ServerProfile,
  held: HeldToken,
  signal: AbortSignal,
): Promise<Grant | null> {
  const schema = await askSchema(http, profile, signal)
  const endpoint = schema && refreshEndpoint(profile, schema)
  const request = endpoint && refreshRequest(schema, endpoint.path, held)
  if (!request) return null
  try {
    const client = http({ url: endpoint.base, allowInsecure: profile.allowInsecure })
    const grant = readGrant((await client.request({ ...request, signal })).body, endpoint.path)
    // A server that hands out no new one goes on taking the old.
    return { ...grant, refresh: grant.refresh ?? held.refresh }
  } catch (thrown) {
    if (!(thrown instanceof AppFailure)) throw thrown
    if (isAway(thrown.error)) throw undecided(thrown.error)
    return null
  }
}

/** The server's schema; null where it publishes none. Rejects (see away.ts) while it is away. */
export async function askSchema(
  http: HttpFactory,
  profile: ServerProfile,
  signal: AbortSignal,
): Promise<ApiSchema | null> {
  try {
    return await fetchSchema(http(profile), signal)
  } catch (thrown) {
    throw thrown instanceof AppFailure ? undecided(thrown.error) : thrown
  }
}

/** What the schema asks for: the refresh token in the body, or one of the two as the bearer. */
function refreshRequest(
  schema: ApiSchema,
  path: string,
  { value, refresh }: Grant,
): HttpRequest | null {
  const body = schema.bodyOf(path)
  if (!body?.fields.includes('refresh_token')) {
    return { method: 'POST', path, token: refresh ?? value, json: {} }
  }
  if (refresh === null) return null
  const fields = {
    refresh_token: refresh,
    ...(body.fields.includes('grant_type') && { grant_type: 'refresh_token' }),
  }
  return { method: 'POST', path, ...(body.form ? { form: fields } : { json: fields }) }
}

import { AppFailure, type AppError } from '../../src-shared/domain/errors'
import type { HttpClient } from '../transport/types'
import { isAway } from './away'

type Fields = Readonly<Record<string, unknown>>

/** A server's own description of itself (FastAPI publishes one), read tolerantly. */
export interface ApiSchema {
  /** Whether the server has this operation; `path` as the schema writes it, but for the names in `{…}`. */
  has(method: string, path: string): boolean
  /** All POST paths, in the schema's order. */
  readonly posts: readonly string[]
  /** The OAuth2 password flow's `tokenUrl`, as written. */
  readonly tokenUrl: string | null
  /** Property names a POST takes in its body, and which of them it requires; null: not described. */
  bodyOf(path: string): { readonly fields: readonly string[]; readonly form: boolean } | null
}

/**
 * Fetches the schema, at either of the two places it is known to be. Null where the server
 * publishes none; rejects while it is away: when no answer came at all (`net.unreachable` and its
 * like), or only one that asks for patience (see `isAway`).
 */
export async function fetchSchema(
  http: HttpClient,
  signal?: AbortSignal,
): Promise<ApiSchema | null> {
  for (const path of ['/openapi.json', '/api/openapi.json']) {
    try {
      const answer = await http.request({ method: 'GET', path, kind: 'quick', signal })
      const schema = readSchema(answer.body)
      if (schema) return schema
    } catch (thrown) {
      if (!(thrown instanceof AppFailure) || !hasAnswered(thrown.error)) throw thrown
    }
  }
  return null
}

/** The server itself has answered, only not with a schema. */
function hasAnswered(error: AppError): boolean {
  return (
    !isAway(error) &&
    /^(server|auth)\.|^net\.(redirect|notJson|badAnswer|tooLarge)$/.test(error.code)
  )
}

/** Null when this is no OpenAPI document. */
export function readSchema(body: unknown): ApiSchema | null {
  const document = fields(body)
  const paths = fields(document?.['paths'])
  if (!document || !paths) return null
  const named = new Map(Object.entries(paths).map(([path, found]) => [unnamed(path), found]))
  const posts = Object.keys(paths).filter((path) => fields(paths[path])?.['post'] !== undefined)
  return {
    has: (method, path) => fields(named.get(unnamed(path)))?.[method.toLowerCase()] !== undefined,
    posts,
    tokenUrl: passwordTokenUrl(document),
    bodyOf: (path) => bodyOf(document, fields(fields(paths[path])?.['post'])),
  }
}

/** What a parameter is called is the server's own affair. */
function unnamed(path: string): string {
  return path.replace(/\{[^/{}]*\}/g, '{}')
}

function passwordTokenUrl(document: Fields): string | null {
  const schemes = fields(fields(document['components'])?.['securitySchemes']) ?? {}
  for (const scheme of Object.values(schemes)) {
    const flow = fields(fields(fields(scheme)?.['flows'])?.['password'])
    const url = flow?.['tokenUrl']
    if (typeof url === 'string' && url !== '') return url
  }
  return null
}

function bodyOf(document: Fields, operation: Fields | null) {
  const content = fields(fields(operation?.['requestBody'])?.['content'])
  if (!content) return null
  const json = fields(content['application/json'])
  const form = fields(content['application/x-www-form-urlencoded'])
  const schema = resolve(document, fields((json ?? form)?.['schema']))
  const properties = fields(schema?.['properties'])
  return properties ? { fields: Object.keys(properties), form: !json } : null
}

/** Follows one local `$ref`, which is all that FastAPI writes for a body. */
function resolve(document: Fields, schema: Fields | null): Fields | null {
  const ref = schema?.['$ref']
  if (typeof ref !== 'string') return schema
  const name = /^#\/components\/schemas\/([^/]+)$/.exec(ref)?.[1]
  return name ? fields(fields(fields(document['components'])?.['schemas'])?.[name]) : null
}

function fields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : null
}

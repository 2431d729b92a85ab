import type { FastifySchema } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whose token the route asks for; absent: nobody's. */
    security?: 'library' | 'todos'
    summary?: string
    tag?: 'auth' | 'anime' | 'queue' | 'settings' | 'websocket' | 'health' | 'todos'
    /** Left out of `/openapi.json`. */
    hidden?: boolean | (() => boolean)
    /** The body is form-encoded. */
    form?: boolean
    /** The status of the good answer, when it is not 200. */
    status?: number
  }
}

type JsonSchema = Record<string, unknown>

/** The schema of a JSON object body; fields not named are let through, as pydantic does. */
export function body(properties: Record<string, JsonSchema>, required: string[]): FastifySchema {
  return { body: { type: 'object', properties, required } }
}

export const TEXT: JsonSchema = { type: 'string' }
export const FILLED: JsonSchema = { type: 'string', minLength: 1 }
export const IDS: JsonSchema = { type: 'array', items: { type: 'string' }, maxItems: 100_000 }

import type { FastifyInstance, RouteOptions } from 'fastify'
import type { Dialect } from '../dialects/traits'

interface Described {
  method: string
  /** `/api/queue/{item_id}` */
  path: string
  matches: RegExp
  route: RouteOptions
}

const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Listens to every registration, so what it says about the server is what the server really has. */
export class RouteBook {
  readonly #routes: Described[] = []

  constructor(
    app: FastifyInstance,
    private readonly dialect: Dialect,
  ) {
    app.addHook('onRoute', (route) => {
      for (const method of [route.method].flat()) {
        if (HTTP_METHODS.includes(method)) this.#routes.push(describe(method, route))
      }
    })
  }

  /** The methods that a path answers to; empty when there is no such path. */
  methodsOf(path: string): string[] {
    return this.#routes.filter((route) => route.matches.test(path)).map((route) => route.method)
  }

  document(): object {
    const paths: Record<string, Record<string, object>> = {}
    for (const { method, path, route } of this.#routes) {
      const hidden = route.config?.hidden
      if (typeof hidden === 'function' ? hidden() : hidden) continue
      paths[path] = { ...paths[path], [method.toLowerCase()]: operation(method, path, route) }
    }
    return {
      openapi: '3.1.0',
      info: {
        title: 'Engawa reference server',
        version: this.dialect.name,
        description: this.dialect.about,
      },
      paths,
      components: {
        securitySchemes: {
          HTTPBearer: { type: 'http', scheme: 'bearer' },
          OAuth2PasswordBearer: {
            type: 'oauth2',
            // Relative, as FastAPI publishes what the programmer wrote.
            flows: { password: { scopes: {}, tokenUrl: this.dialect.todos.tokenPath.slice(1) } },
          },
        },
      },
    }
  }
}

function describe(method: string, route: RouteOptions): Described {
  const path = route.url.replace(/:(\w+)/g, '{$1}')
  const pattern = route.url.replace(/:\w+/g, '[^/]+').replace(/\./g, '\\.')
  return { method, path, matches: new RegExp(`^${pattern}$`), route }
}

function operation(method: string, path: string, route: RouteOptions): object {
  const { security, summary, tag, form, status } = route.config ?? {}
  const schema: unknown = route.schema?.body
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const media = form ? 'application/x-www-form-urlencoded' : 'application/json'
  return {
    ...(tag && { tags: [tag] }),
    summary: summary ?? path,
    operationId: `${path.replace(/\W+/g, '_').replace(/^_|_$/g, '')}_${method.toLowerCase()}`,
    ...(parameters.length > 0 && { parameters }),
    ...(schema !== undefined && {
      requestBody: { required: true, content: { [media]: { schema } } },
    }),
    responses: { [String(status ?? 200)]: { description: 'Successful Response' } },
    ...(security && {
      security: [{ [security === 'library' ? 'HTTPBearer' : 'OAuth2PasswordBearer']: [] }],
    }),
  }
}

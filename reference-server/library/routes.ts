import { statfsSync } from 'node:fs'
import { freemem, totalmem } from 'node:os'
import type { FastifyInstance } from 'fastify'
import { bearer, type Tokens } from '../auth/tokens'
import type { Clock } from '../clock'
import type { Dialect } from '../dialects/traits'
import { body, FILLED, TEXT } from '../http/context'
import { AppError } from '../http/errors'
import type { SocketHub } from '../sockets/hub'
import type { MasterPassword } from './auth'
import type { Adding } from './adding'
import type { Catalogue } from './catalogue'
import { ROOMS } from './events'
import type { Scan } from './scan'
import { search } from './search'
import { SeriesView } from './series-view'

export interface LibraryParts {
  dialect: Dialect
  clock: Clock
  tokens: Tokens
  password: MasterPassword
  catalogue: Catalogue
  adding: Adding
  scan: Scan
  hub: SocketHub
}

export function authRoutes(app: FastifyInstance, parts: LibraryParts): void {
  const { password, tokens, dialect } = parts
  app.get('/api/auth/status', { config: { tag: 'auth', summary: 'Auth status' } }, (request) => {
    const token = bearer(request.headers.authorization)
    const authenticated = token !== null && tokens.check(token).ok
    return { configured: password.configured, authenticated }
  })

  app.post<{ Body: { master_password: string; anime_directory?: string } }>(
    '/api/auth/setup',
    {
      schema: body({ master_password: TEXT, anime_directory: TEXT }, ['master_password']),
      config: { tag: 'auth', summary: 'Set the master password', status: 201 },
    },
    async (request, reply) => {
      await password.setUp(request.body.master_password, request.body.anime_directory)
      return reply.code(201).send({ status: 'ok' })
    },
  )

  app.post<{ Body: { password: string; remember?: boolean } }>(
    '/api/auth/login',
    {
      schema: body({ password: TEXT, remember: { type: 'boolean' } }, ['password']),
      config: { tag: 'auth', summary: 'Sign in' },
    },
    async (request) => {
      const { token, expiresAt } = await password.signIn(
        request.body.password,
        request.body.remember ?? false,
        request.ip,
      )
      const { tokenField, expiresAt: tells } = dialect.http
      return { [tokenField]: token, token_type: 'bearer', ...(tells && { expires_at: expiresAt }) }
    },
  )

  app.post('/api/auth/logout', { config: { tag: 'auth', summary: 'Sign out' } }, (request) => {
    const token = bearer(request.headers.authorization)
    const check = token === null ? null : tokens.check(token)
    if (check?.ok) tokens.revoke(check.claims)
    return { status: 'ok', message: 'Logged out' }
  })
}

export function animeRoutes(app: FastifyInstance, parts: LibraryParts): void {
  const { catalogue, scan, dialect } = parts
  const base = dialect.http.animeBase
  const view = new SeriesView(catalogue, dialect.series)
  const config = { security: 'library', tag: 'anime' } as const

  app.get(base, { config: { ...config, summary: 'List the library' } }, () => view.list())

  app.get<{ Params: { anime_id: string } }>(
    `${base}/:anime_id`,
    { config: { ...config, summary: 'Details of one series' } },
    (request) => {
      const series = catalogue.get(request.params.anime_id)
      if (!series) throw new AppError(404, 'ANIME_NOT_FOUND', 'Series not found')
      return view.details(series)
    },
  )

  app.post(`${base}/rescan`, { config: { ...config, summary: 'Scan the folders' } }, () => {
    scan.start()
    return { success: true, message: 'Rescan started' }
  })

  app.post<{ Body: { query: string } }>(
    `${base}/search`,
    { schema: body({ query: FILLED }, ['query']), config: { ...config, summary: 'Search' } },
    (request) => search(catalogue, request.body.query).map((found) => view.found(found)),
  )
}

/** Adding series, in the versions that can. */
export function addRoutes(app: FastifyInstance, { adding, dialect }: LibraryParts): void {
  const traits = dialect.extras.addSeries
  if (traits === null) return
  const base = dialect.http.animeBase
  const config = { security: 'library', tag: 'anime' } as const
  const inSteps = traits.status === 202

  app.post<{ Body: { link: string; name: string } }>(
    `${base}/add`,
    {
      schema: body({ link: FILLED, name: FILLED }, ['link', 'name']),
      config: { ...config, summary: 'Add a series', status: traits.status },
    },
    async (request, reply) => {
      const { added, existed } = adding.add(request.body.link, request.body.name, inSteps)
      if (existed && traits.existing === 409) {
        throw new AppError(409, 'SERIES_EXISTS', 'The series is in the library already')
      }
      const answer = {
        status: existed ? 'exists' : 'success',
        message: existed ? 'The series is in the library already' : `Added ${added.name}`,
        ...(inSteps ? adding.describe(added) : { key: added.key }),
      }
      return reply.code(existed ? traits.existing : traits.status).send(answer)
    },
  )
  if (!inSteps) return
  app.get<{ Params: { anime_key: string } }>(
    `${base}/:anime_key/loading-status`,
    { config: { ...config, summary: 'How far the loading of a series is' } },
    (request) => adding.status(request.params.anime_key),
  )
}

export function stateRoutes(app: FastifyInstance, parts: LibraryParts): void {
  const { clock, hub, dialect, catalogue } = parts
  const startedAt = clock.now()
  app.get(
    '/ws/status',
    { config: { security: 'library', tag: 'websocket', summary: 'Socket state' } },
    () => ({
      status: 'operational',
      active_connections: hub.peers('library').length,
      rooms: Object.fromEntries(
        ROOMS.map((room) => [room, hub.peers('library').filter((p) => p.rooms.has(room)).length]),
      ),
    }),
  )
  for (const path of dialect.http.health) {
    app.get(path, { config: { tag: 'health', summary: 'Health' } }, () => ({
      status: 'healthy',
      version: dialect.name,
      uptime_seconds: Math.floor((clock.now() - startedAt) / 1000),
      timestamp: clock.iso(),
      ...(dialect.http.healthDetails && healthDetails(catalogue)),
    }))
  }
}

/** What newer versions tell of the machine and of what they need. */
function healthDetails(catalogue: Catalogue): object {
  const disk = statfsSync('.')
  return {
    system: {
      memory_percent: Math.round(1000 * (1 - freemem() / totalmem())) / 10,
      disk_free_mb: Math.floor((disk.bavail * disk.bsize) / 1_000_000),
      disk_total_mb: Math.floor((disk.blocks * disk.bsize) / 1_000_000),
    },
    dependencies: { catalogue: { status: 'healthy', series: catalogue.size } },
  }
}

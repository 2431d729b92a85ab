import type { FastifyInstance } from 'fastify'
import { bearer, type Tokens } from '../auth/tokens'
import type { Clock } from '../clock'
import type { Dialect } from '../dialect'
import { body, FILLED, TEXT } from '../http/context'
import { AppError } from '../http/errors'
import type { SocketHub } from '../sockets/hub'
import type { MasterPassword } from './auth'
import { missingCount, missingMap, type Catalogue, type Series } from './catalogue'
import { ROOMS } from './events'
import type { Scan } from './scan'
import { search } from './search'
import { seriesDescription } from './titles'

export interface LibraryParts {
  dialect: Dialect
  clock: Clock
  tokens: Tokens
  password: MasterPassword
  catalogue: Catalogue
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
      return { [dialect.http.tokenField]: token, token_type: 'bearer', expires_at: expiresAt }
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
  const config = { security: 'library', tag: 'anime' } as const

  app.get(base, { config: { ...config, summary: 'List the library' } }, () =>
    catalogue.all().map(row),
  )

  app.get<{ Params: { anime_id: string } }>(
    `${base}/:anime_id`,
    { config: { ...config, summary: 'Details of one series' } },
    (request) => {
      const series = catalogue.get(request.params.anime_id)
      if (!series) throw new AppError(404, 'ANIME_NOT_FOUND', 'Series not found')
      return details(catalogue, series)
    },
  )

  app.post(`${base}/rescan`, { config: { ...config, summary: 'Scan the folders' } }, () => {
    scan.start()
    return { success: true, message: 'Rescan started' }
  })

  app.post<{ Body: { query: string } }>(
    `${base}/search`,
    { schema: body({ query: FILLED }, ['query']), config: { ...config, summary: 'Search' } },
    (request) => search(catalogue, request.body.query),
  )
}

export function stateRoutes(app: FastifyInstance, { clock, hub, dialect }: LibraryParts): void {
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
  for (const path of ['/api/health', '/health']) {
    app.get(path, { config: { tag: 'health', summary: 'Health' } }, () => ({
      status: 'healthy',
      version: dialect.name,
      uptime_seconds: Math.floor((clock.now() - startedAt) / 1000),
      timestamp: clock.iso(),
    }))
  }
}

function row(series: Series): object {
  return {
    id: series.key,
    key: series.key,
    name: series.name,
    site: series.site,
    link: series.link,
    folder: series.folder,
    year: series.year,
    has_missing: missingCount(series) > 0,
    missing_episodes: missingMap(series),
  }
}

function details(catalogue: Catalogue, series: Series): object {
  return {
    ...row(series),
    title: series.name,
    description: seriesDescription(catalogue.seed, series.key),
    seasons: series.seasons.map((count, index) => {
      const season = index + 1
      return {
        season,
        episode_count: count,
        episodes: Array.from({ length: count }, (_, i) => ({
          season,
          episode: i + 1,
          title: catalogue.episodeTitle({ key: series.key, season, episode: i + 1 }),
          missing: series.missing.get(season)?.has(i + 1) ?? false,
        })),
      }
    }),
  }
}

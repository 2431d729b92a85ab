import type { FastifyInstance } from 'fastify'
import type { QueueTraits } from '../../dialects/traits'
import { body, FILLED, IDS } from '../../http/context'
import { HttpError } from '../../http/errors'
import type { AddRequest } from './item'
import type { QueueService } from './service'

const EPISODES = {
  type: 'array',
  maxItems: 10_000,
  items: {
    type: 'object',
    properties: {
      season: { type: 'integer', minimum: 0 },
      episode: { type: 'integer', minimum: 0 },
      title: { type: ['string', 'null'] },
    },
    required: ['season', 'episode'],
  },
}

const ADD = body(
  {
    serie_id: FILLED,
    serie_folder: FILLED,
    serie_name: FILLED,
    episodes: EPISODES,
    priority: {
      type: 'string',
      pattern: '^([Ll][Oo][Ww]|[Nn][Oo][Rr][Mm][Aa][Ll]|[Hh][Ii][Gg][Hh])$',
    },
  },
  ['serie_id', 'serie_folder', 'serie_name', 'episodes'],
)
const ITEM_IDS = body({ item_ids: IDS }, ['item_ids'])

const config = { security: 'library', tag: 'queue' } as const

/** Reorder, pause and resume are there only in the versions that have them. */
export function queueRoutes(app: FastifyInstance, queue: QueueService, traits: QueueTraits): void {
  itemRoutes(app, queue)
  if (traits.reorder === 'order') orderRoute(app, queue)
  else if (traits.reorder === 'position') positionRoute(app, queue)
  runRoutes(app, queue)
  if (traits.pause) pauseRoutes(app, queue)
}

function itemRoutes(app: FastifyInstance, queue: QueueService): void {
  app.get('/api/queue/status', { config: { ...config, summary: 'The whole queue' } }, () =>
    queue.status(),
  )

  app.post<{ Body: AddRequest }>(
    '/api/queue/add',
    { schema: ADD, config: { ...config, summary: 'Add episodes', status: 201 } },
    async (request, reply) => {
      if (request.body.episodes.length === 0) {
        throw new HttpError(400, 'At least one episode must be specified')
      }
      const ids = queue.add(request.body).map((item) => item.id)
      const message = `Added ${ids.length} episode(s) to the download queue`
      return reply.code(201).send({ status: 'success', message, added_items: ids, item_ids: ids })
    },
  )

  app.delete('/api/queue/completed', { config: { ...config, summary: 'Clear completed' } }, () => {
    const count = queue.clearCompleted().length
    return { status: 'success', message: `Cleared ${count} completed item(s)`, count }
  })

  app.delete<{ Params: { item_id: string } }>(
    '/api/queue/:item_id',
    { config: { ...config, summary: 'Remove one item', status: 204 } },
    async (request, reply) => {
      queue.remove([request.params.item_id])
      return reply.code(204).send()
    },
  )

  app.delete<{ Body: { item_ids: string[] } }>(
    '/api/queue/',
    { schema: ITEM_IDS, config: { ...config, summary: 'Remove several items' } },
    (request) => {
      const removed = queue.remove(request.body.item_ids).map((item) => item.id)
      return {
        status: 'success',
        message: `Removed ${removed.length} item(s)`,
        removed_ids: removed,
      }
    },
  )

  app.post<{ Body: { item_ids: string[] } }>(
    '/api/queue/retry',
    { schema: ITEM_IDS, config: { ...config, summary: 'Retry failed items; none named: all' } },
    (request) => {
      const ids = queue.retry(request.body.item_ids).map((item) => item.id)
      const message = `Retrying ${ids.length} item(s)`
      return { status: 'success', message, retried_count: ids.length, retried_ids: ids }
    },
  )
}

function orderRoute(app: FastifyInstance, queue: QueueService): void {
  app.post<{ Body: { item_ids: string[] } }>(
    '/api/queue/reorder',
    { schema: ITEM_IDS, config: { ...config, summary: 'Put the pending items in this order' } },
    (request) => {
      queue.reorder(request.body.item_ids)
      return { status: 'success', message: 'Queue reordered' }
    },
  )
}

function positionRoute(app: FastifyInstance, queue: QueueService): void {
  app.post<{ Body: { item_id: string; new_position: number } }>(
    '/api/queue/reorder',
    {
      schema: body({ item_id: FILLED, new_position: { type: 'integer', minimum: 0 } }, [
        'item_id',
        'new_position',
      ]),
      config: { ...config, summary: 'Put one pending item at this place' },
    },
    (request) => {
      queue.move(request.body.item_id, request.body.new_position)
      return { status: 'success', message: 'Queue reordered' }
    },
  )
}

function runRoutes(app: FastifyInstance, queue: QueueService): void {
  app.post('/api/queue/start', { config: { ...config, summary: 'Start' } }, async () => {
    await queue.start()
    return { status: 'success', message: 'Queue processing started' }
  })
  app.post('/api/queue/stop', { config: { ...config, summary: 'Stop' } }, () => {
    queue.stop()
    return { status: 'success', message: 'Queue processing stopped' }
  })
}

function pauseRoutes(app: FastifyInstance, queue: QueueService): void {
  app.post('/api/queue/pause', { config: { ...config, summary: 'Pause' } }, () => {
    queue.pause()
    return { status: 'success', message: 'Queue paused' }
  })
  app.post('/api/queue/resume', { config: { ...config, summary: 'Resume' } }, () => {
    queue.resume()
    return { status: 'success', message: 'Queue resumed' }
  })
}

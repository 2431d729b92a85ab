import type { FastifyInstance } from 'fastify'
import type { TodoHabits } from '../dialects/traits'
import { body, FILLED, TEXT } from '../http/context'
import type { SocketHub } from '../sockets/hub'
import { answerRoutes } from './answer-routes'
import type { Faults, NextDownload, Refusal, TodoRejection } from './faults'
import { serversOf, WHICH, type Which } from './which'

const TIMES = { type: 'integer', minimum: 1, maximum: 1_000_000 }
const MS = { type: 'integer', minimum: 0, maximum: 3_600_000 }

export function faultRoutes(app: FastifyInstance, faults: Faults, hub: SocketHub): void {
  socketFaults(app, faults, hub)
  httpFaults(app, faults)
  answerRoutes(app, faults)
  workFaults(app, faults)
  habitRoutes(app, faults)
}

function socketFaults(app: FastifyInstance, faults: Faults, hub: SocketHub): void {
  app.post<{ Body: { which?: Which; how: 'rst' | 'close' | 'code'; code?: number } }>(
    '/drop',
    {
      schema: body(
        {
          which: WHICH,
          how: { enum: ['rst', 'close', 'code'] },
          code: { type: 'integer', minimum: 1000, maximum: 4999 },
        },
        ['how'],
      ),
    },
    (request) => {
      const { which, how, code } = request.body
      const peers = hub.peers(which)
      for (const peer of peers) {
        if (how === 'rst') peer.reset()
        else if (how === 'close') peer.cut()
        else peer.close(code ?? 1000, 'dropped by the control API')
      }
      return { ok: true, dropped: peers.length }
    },
  )

  app.post<{ Body: { which?: Which } }>(
    '/freeze',
    { schema: body({ which: WHICH }, []) },
    (request) => {
      for (const server of serversOf(request.body.which)) hub.freeze(server)
      return { ok: true }
    },
  )
  app.post<{ Body: { which?: Which } }>(
    '/thaw',
    { schema: body({ which: WHICH }, []) },
    (request) => {
      for (const server of serversOf(request.body.which)) hub.thaw(server)
      return { ok: true }
    },
  )

  app.post<{ Body: { how: TodoRejection; refuse_next?: number } }>(
    '/todos/rejection',
    {
      schema: body(
        {
          how: { enum: ['message+1008', '1008', '4001', '4003', '4401', 'http401', 'http403'] },
          refuse_next: { type: 'integer', minimum: 0 },
        },
        ['how'],
      ),
    },
    (request) => {
      faults.todoRejection = request.body.how
      faults.todoRefusals = request.body.refuse_next ?? 0
      return { ok: true }
    },
  )

  app.post<{ Body: { messages: number; seconds: number } }>(
    '/message-limit',
    {
      schema: body(
        {
          messages: { type: 'integer', minimum: 0 },
          seconds: { type: 'number', exclusiveMinimum: 0 },
        },
        ['messages', 'seconds'],
      ),
    },
    (request) => {
      const { messages, seconds } = request.body
      faults.messageLimit = { messages, windowMs: seconds * 1000 }
      return { ok: true }
    },
  )

  app.post('/clear', () => {
    for (const server of serversOf('all')) hub.thaw(server)
    faults.clear()
    return { ok: true }
  })
}

function httpFaults(app: FastifyInstance, faults: Faults): void {
  app.post<{ Body: { ms: number; path?: string; method?: string } }>(
    '/delay',
    { schema: body({ ms: MS, path: TEXT, method: TEXT }, ['ms']) },
    (request) => {
      const { ms, path, method } = request.body
      faults.delay({ ms, path: path ?? '*', method })
      return { ok: true }
    },
  )

  app.post<{ Body: { path: string; times?: number; method?: string } }>(
    '/lose-answers',
    { schema: body({ path: FILLED, times: TIMES, method: TEXT }, ['path']) },
    (request) => {
      const { path, times, method } = request.body
      faults.loseAnswers({ path, method, times: times ?? 1 })
      return { ok: true }
    },
  )

  app.post<{
    Body: Omit<Refusal, 'times' | 'retryAfter'> & { times?: number; retry_after?: number }
  }>(
    '/refuse',
    {
      schema: body(
        {
          status: { type: 'integer', minimum: 400, maximum: 599 },
          path: FILLED,
          method: TEXT,
          times: TIMES,
          retry_after: { type: 'integer', minimum: 0 },
        },
        ['status', 'path'],
      ),
    },
    (request) => {
      const { retry_after: retryAfter, times, ...rest } = request.body
      faults.refuse({ ...rest, times: times ?? 1, retryAfter })
      return { ok: true }
    },
  )

  app.post<{ Body: { on: boolean } }>(
    '/html',
    { schema: body({ on: { type: 'boolean' } }, ['on']) },
    (request) => {
      faults.html = request.body.on
      return { ok: true }
    },
  )
}

function workFaults(app: FastifyInstance, faults: Faults): void {
  app.post<{ Body: NextDownload & { times?: number } }>(
    '/next-download',
    {
      schema: body(
        {
          outcome: { enum: ['complete', 'fail'] },
          reason: TEXT,
          seconds: { type: 'number', exclusiveMinimum: 0 },
          times: TIMES,
        },
        ['outcome'],
      ),
    },
    (request) => {
      const { times, ...next } = request.body
      faults.nextDownload(next, times ?? 1)
      return { ok: true }
    },
  )

  app.post<{ Body: { reason: string } }>(
    '/fail-next-scan',
    { schema: body({ reason: FILLED }, ['reason']) },
    (request) => {
      faults.failNextScan(request.body.reason)
      return { ok: true }
    },
  )

  app.post<{ Body: { by: string; since: string } }>(
    '/leave-lock',
    { schema: body({ by: FILLED, since: FILLED }, ['by', 'since']) },
    (request) => {
      faults.leftLock = request.body
      return { ok: true }
    },
  )

  app.post<{ Body: { reason: string } }>(
    '/fail-next-loading',
    { schema: body({ reason: FILLED }, ['reason']) },
    (request) => {
      faults.failNextLoading(request.body.reason)
      return { ok: true }
    },
  )

  app.post<{ Body: { times: number } }>(
    '/lose-confirmations',
    { schema: body({ times: { type: 'integer', minimum: 0 } }, ['times']) },
    (request) => {
      faults.loseConfirmations(request.body.times)
      return { ok: true }
    },
  )
}

const HABITS = {
  trims: { type: 'boolean' },
  titles: { enum: ['refuse', 'cut'] },
  title_max: { type: 'integer', minimum: 1 },
  defaults: {
    type: 'object',
    properties: { title: FILLED, description: TEXT, priority: TEXT },
    additionalProperties: false,
  },
  dates: { enum: ['as-sent', 'utc', 'day'] },
  confirms: { enum: ['all', 'others'] },
  ids: { enum: ['highest', 'lowest', 'never'] },
  errors: { enum: ['exact', 'general'] },
}

function habitRoutes(app: FastifyInstance, faults: Faults): void {
  app.post<{ Body: { words: string } }>(
    '/todos/error-words',
    { schema: body({ words: FILLED }, ['words']) },
    (request) => {
      faults.todoErrorWords = request.body.words
      return { ok: true }
    },
  )

  app.post<{ Body: Omit<Partial<TodoHabits>, 'titleMax'> & { title_max?: number } }>(
    '/todos/habits',
    { schema: { body: { type: 'object', properties: HABITS, additionalProperties: false } } },
    (request) => {
      const { title_max: titleMax, ...habits } = request.body
      faults.todoHabits = { ...habits, ...(titleMax !== undefined && { titleMax }) }
      return { ok: true }
    },
  )
}

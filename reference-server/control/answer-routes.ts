import type { FastifyInstance } from 'fastify'
import { body, FILLED, TEXT } from '../http/context'
import type { Faults } from './faults'

/** Answers that come when the test says so, however much time passes until then. */
export function answerRoutes(app: FastifyInstance, faults: Faults): void {
  app.post<{ Body: { path: string; method?: string } }>(
    '/hold-answers',
    { schema: body({ path: FILLED, method: TEXT }, ['path']) },
    (request) => {
      const { path, method } = request.body
      faults.answers.hold({ path, method })
      return { ok: true }
    },
  )

  app.post('/release-answers', () => ({ ok: true, released: faults.answers.release() }))
}

import type { FastifyInstance } from 'fastify'
import { body, FILLED, TEXT } from '../http/context'
import { HttpError } from '../http/errors'
import type { ControlParts } from './routes'

interface Emit {
  type: string
  data?: object
  bare?: boolean
  room?: string
}

interface As {
  username: string
  action: string
  payload?: unknown
  todo_id?: number
}

/** Messages that a test puts into the servers' mouths, and other clients it plays. */
export function emitRoutes(app: FastifyInstance, parts: ControlParts): void {
  const { events, hub, users, commands, todoSocket } = parts
  app.post<{ Body: Emit }>(
    '/emit',
    {
      schema: body(
        { type: FILLED, data: { type: 'object' }, bare: { type: 'boolean' }, room: TEXT },
        ['type'],
      ),
    },
    (request) => {
      const { type, data, bare, room } = request.body
      const timestamp = new Date().toISOString()
      const message = bare ? { type, ...data } : { type, timestamp, ...(data && { data }) }
      const peers = events.audience(room ?? null)
      for (const peer of peers) peer.send(message)
      return { ok: true, sent_to: peers.length }
    },
  )

  app.post<{ Body: { message: object; username?: string } }>(
    '/emit-todos',
    { schema: body({ message: { type: 'object' }, username: TEXT }, ['message']) },
    (request) => {
      const { message, username } = request.body
      const peers = hub
        .peers('todos')
        .filter((peer) => username === undefined || peer.user?.name === username)
      for (const peer of peers) peer.send(message)
      return { ok: true, sent_to: peers.length }
    },
  )

  app.post<{ Body: { username: string; password: string } }>(
    '/todos/user',
    { schema: body({ username: FILLED, password: FILLED }, ['username', 'password']) },
    async (request) => {
      const { username, password } = request.body
      if (!users.find(username)) await users.register(username, password)
      return { token: (await users.signIn(username, password)).token }
    },
  )

  app.post<{ Body: As }>(
    '/todos/as',
    {
      schema: body({ username: FILLED, action: FILLED, todo_id: { type: 'integer' } }, [
        'username',
        'action',
      ]),
    },
    (request) => {
      const { username, ...message } = request.body
      const user = users.find(username)
      if (!user) throw new HttpError(404, `No todo user "${username}"`)
      const result = commands.handle(user.id, message)
      todoSocket.deliver(user.id, result, null)
      return result.message
    },
  )
}

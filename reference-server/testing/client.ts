import { request as httpRequest } from 'node:http'
import { DEFAULT_DIALECT } from '../dialect'
import type { Dialect } from '../dialects/traits'
import { TestSocket, type Message } from './socket'

export const PASSWORD = 'Abcdef1!'

export interface Answer {
  status: number
  headers: Headers
  body: Json
}

/** What tests read out of an answer; anything else is compared as a whole. */
export type Json = Record<string, unknown>

export interface TestItem {
  id: string
  status: string
  error: string | null
  retry_count: number
  episode: { season: number; episode: number; title: string }
  progress: { percent: number; total_mb: number | null } | null
}

export interface TestQueue {
  is_running: boolean
  is_paused: boolean
  active_downloads: TestItem[]
  pending_queue: TestItem[]
  completed_downloads: TestItem[]
  failed_downloads: TestItem[]
}

/** A client of the whole server, over real HTTP and real sockets. */
export class TestClient {
  token: string | undefined

  constructor(
    readonly url: string,
    readonly dialect: Dialect = DEFAULT_DIALECT,
  ) {}

  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers: Record<string, string> = {}
    if (this.token !== undefined) headers.authorization = `Bearer ${this.token}`
    const text = body === undefined ? '' : JSON.stringify(body)
    if (body !== undefined) headers['content-type'] = 'application/json'
    // Node frames the body of a DELETE only when it is told how long it is.
    headers['content-length'] = String(Buffer.byteLength(text))
    const answer = await request(method, this.url + path, headers, text)
    const json = answer.headers.get('content-type')?.includes('json') ?? false
    return { ...answer, body: json ? (JSON.parse(answer.text) as Json) : { text: answer.text } }
  }

  /** A call below the path of the library. */
  anime(method: string, path = '', body?: unknown): Promise<Answer> {
    return this.call(method, this.dialect.http.animeBase + path, body)
  }

  control(path: string, body: object = {}): Promise<Answer> {
    return this.call('POST', `/__control${path}`, body)
  }

  /** Sets the server up when it is new, then signs in. */
  async signIn(): Promise<void> {
    await this.call('POST', '/api/auth/setup', { master_password: PASSWORD })
    const { body } = await this.call('POST', '/api/auth/login', { password: PASSWORD })
    this.token = String(body[this.dialect.http.tokenField])
  }

  /** A library socket in these rooms. */
  async library(...rooms: string[]): Promise<TestSocket> {
    const socket = await TestSocket.open(`${this.url}/ws/connect`, this.token)
    const { acknowledges, names } = this.dialect.events
    for (const name of names.connected) await socket.next(name)
    for (const room of rooms) await socket.join(room, acknowledges)
    return socket
  }

  /** Registers where needed; answers the user's token. */
  async todoToken(username: string): Promise<string> {
    await this.call('POST', this.dialect.todos.registerPath, {
      username,
      password: 'correct horse',
    })
    const response = await fetch(this.url + this.dialect.todos.tokenPath, {
      method: 'POST',
      body: new URLSearchParams({ username, password: 'correct horse', grant_type: 'password' }),
    })
    const body = (await response.json()) as { access_token: string }
    return body.access_token
  }

  /** A todo socket, and the list it was greeted with. */
  async todos(username: string): Promise<{ socket: TestSocket; list: Message }> {
    const token = await this.todoToken(username)
    const socket = await TestSocket.open(`${this.url}/ws_ep/ws?token=${token}`)
    return { socket, list: await socket.next('todos_list') }
  }

  async queue(): Promise<TestQueue> {
    const { body } = await this.call('GET', '/api/queue/status')
    return (this.dialect.queue.shape === 'top' ? body : body.status) as TestQueue
  }

  /** Adds episodes of season 1 of the first sample series; answers the new ids. */
  async add(...episodes: number[]): Promise<string[]> {
    const { body } = await this.call('POST', '/api/queue/add', {
      serie_id: 'lanterns-of-the-ninth-tide',
      serie_folder: 'Lanterns of the Ninth Tide (2006)',
      serie_name: 'Lanterns of the Ninth Tide',
      episodes: episodes.map((episode) => ({ season: 1, episode })),
      priority: 'normal',
    })
    return body.item_ids as string[]
  }
}

/** A connection of its own for every call: a pooled one may have died in a restart. */
function request(
  method: string,
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<{ status: number; headers: Headers; text: string }> {
  return new Promise((resolve, reject) => {
    const call = httpRequest(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const pairs = Object.entries(response.headers).map(([k, v]): [string, string] => [
          k,
          String(v),
        ])
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: new Headers(pairs), text })
      })
    })
    call.on('error', reject)
    call.end(body)
  })
}

import { openClient } from '../../src-main/client/testing'
import type { Client, ClientParts } from '../../src-main/client/client'
import type { Clock } from '../../src-main/clock'
import { silentLog } from '../../src-main/log'
import { startServer } from './server-process'
import type { ServerProcess } from './server-process'

const MIO = { username: 'mio', password: 'correct horse' }

/** The reference server with one user of its todos, and what the bench asks of it. */
export interface TodoServer {
  readonly process: ServerProcess<{ url: string }, never>
  readonly url: string
  /** A token of that user, for a socket of one's own. */
  readonly token: string
  /** The titles of all todos it has. */
  titles(): Promise<readonly string[]>
}

export async function startTodoServer(): Promise<TodoServer> {
  const process = await startServer<{ url: string }, never>(
    new URL('./servers/reference.ts', import.meta.url),
  )
  const { url } = process.ready
  await fetch(`${url}/api/users/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(MIO),
  })
  const signedIn = await fetch(`${url}/api/token`, {
    method: 'POST',
    body: new URLSearchParams(MIO),
  })
  const { access_token: token } = (await signedIn.json()) as { access_token: string }
  return {
    ...{ process, url, token },
    async titles() {
      const answer = await fetch(`${url}/__control/state`)
      const { todos } = (await answer.json()) as { todos: Record<string, { title: string }[]> }
      return (todos[MIO.username] ?? []).map(({ title }) => title)
    },
  }
}

/** The application without its window, on a fresh profile unless told, signed in at the todo server. */
export async function signedInClient(
  url: string,
  clock: Clock,
  folder?: { readonly path: string; readonly remove: () => void },
  more?: Pick<ClientParts, 'mostInFlight'>,
): Promise<{ readonly client: Client; readonly close: () => Promise<void> }> {
  const opened = openClient(clock, silentLog, folder, more)
  const { client } = opened
  await client.servers.add({ kind: 'todos', url })
  await client.connect()
  const { username: user, password } = MIO
  await client.sessions.signIn('todos', { user, password, remember: true })
  await todosReady(client)
  return opened
}

/** Resolves when the todos are live: now, or with the next connection. */
export function todosReady(client: Client): Promise<void> {
  const { port } = client.links.todos
  return new Promise((resolve) => {
    if (port.status.state === 'ready') return resolve()
    const off = port.onStatus(({ state }) => {
      if (state !== 'ready') return
      off()
      resolve()
    })
  })
}

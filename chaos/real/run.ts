import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { FaultProxy } from '../../e2e/fixtures/fault-proxy/fault-proxy'
import { temporaryFolder } from '../../e2e/fixtures/paths'
import { episodeCode } from '../../src-shared/domain/series'
import { ReferenceServer, type ServerItem, type ServerTodo } from '../../e2e/fixtures/server'
import { Random } from '../random'
import type { Tally } from '../tally'
import { Killed, type Client, type StartClient } from './client'
import type { Faults } from './intents'
import { OtherDevice } from './other-device'
import { User } from './user'

export interface RealOptions {
  readonly seed: number
  /** `kill -9` of the client so many times. */
  readonly kills: number
  /** TCP resets of one of its connections, so many times, spread over its lives. */
  readonly resets: number
  /** The headless process, or the whole application. */
  readonly start: StartClient
  readonly say: (line: string) => void
}

const PASSWORD = 'Engawa-42!'
const MIO = { user: 'mio', password: 'correct horse' }
/** In the end everything must have been sent within this. */
const QUIET_MS = 120_000
const LOOK_MS = 250

/**
 * A real client process, a real server process, and a proxy between them: the client is killed and
 * its connections are reset while a user works at it and another device changes the same list. In
 * the end the server's lists are held against what the user asked for.
 */
export async function runReal(options: RealOptions): Promise<Tally> {
  const { seed, kills, resets, say } = options
  const folder = await temporaryFolder('chaos')
  const server = await new ReferenceServer({ library: '40' }).start()
  const proxy = await FaultProxy.start(server.url)
  let client: Client | null = null
  try {
    await setUp(server)
    const random = new Random(seed)
    const user = new User(random)
    const other = await OtherDevice.connect(server.url, MIO.user, MIO.password)
    const profile = join(folder.path, 'profile')
    await mkdir(profile, { mode: 0o700 })
    const start = () => options.start(profile)
    client = await start()
    await signIn(client, proxy.url)

    let drops = 0
    for (let life = 1; life <= kills; life += 1) {
      const wanted = Math.round((resets * life) / kills)
      drops += await live({ client, user, other, proxy, random, resets: wanted - drops })
      await client.kill()
      client = await start()
      if (life % 10 === 0) say(`${life} kills, ${drops} resets, ${user.operations} operations`)
    }
    const stuck = await quiet(client, say)
    other.close()
    const faults = await compare(server, user, other)
    for (const line of [...faults.lost, ...faults.duplicated, ...faults.wrong, ...stuck]) say(line)
    return {
      lost: faults.lost.length,
      duplicated: faults.duplicated.length,
      wrong: faults.wrong.length,
      stuck: stuck.length,
      ...{ operations: user.operations, kills, drops },
    }
  } finally {
    await client?.kill()
    await proxy.stop()
    await server.dispose()
    await folder.remove()
  }
}

interface Life {
  readonly client: Client
  readonly user: User
  readonly other: OtherDevice
  readonly proxy: FaultProxy
  readonly random: Random
  readonly resets: number
}

/** From a start to what the next kill falls into. Answers how many connections were reset. */
async function live(life: Life): Promise<number> {
  const { client, user, other, proxy, random } = life
  if (random.chance(0.8)) await connected(client)
  const steps = random.int(2, 8)
  const resetAt = Array.from({ length: life.resets }, () => random.int(0, steps - 1))
  const killInside = random.chance(0.5)
  let resets = 0
  try {
    for (let step = 0; step < steps; step += 1) {
      const acted = user.act(client)
      for (const at of resetAt) if (at === step && reset(proxy, random)) resets += 1
      if (killInside && step === steps - 1) await Promise.all([acted, client.kill()])
      else if (random.chance(0.3)) await Promise.all([acted, other.act(random)])
      else await acted
      if (random.chance(0.5)) await wait(random.int(0, 60))
    }
  } catch (thrown) {
    if (!(thrown instanceof Killed)) throw thrown
  }
  await wait(random.int(0, 40))
  return resets
}

/** Resets one of the connections that are open, towards both peers. */
function reset(proxy: FaultProxy, random: Random): boolean {
  if (proxy.links.length === 0) return false
  random.pick(proxy.links).apply({ is: 'rst' })
  return true
}

async function connected(client: Client): Promise<void> {
  await until(async () => {
    const { rows } = await client.slice('connections')
    return rows.length === 2 && rows.every(({ state }) => state === 'ready')
  })
}

/** Waits for everything to be sent, and answers what the client asks meanwhile; what is left is stuck. */
async function quiet(client: Client, say: (line: string) => void): Promise<string[]> {
  await connected(client)
  const end = Date.now() + QUIET_MS
  for (;;) {
    const { rows } = await client.slice('outbox')
    if (rows.length === 0) return []
    if (Date.now() > end) {
      return rows.map(
        ({ label, state, command, lastError }) =>
          `stuck: ${command.kind} ${label} is ${state} (${lastError?.code ?? 'no error'})`,
      )
    }
    for (const { seq, state, label } of rows) {
      if (state !== 'review') continue
      // The names tell: none of the other device's todos is ours.
      say(`review of "${label}": not among those, send again`)
      await client.invoke('outbox.resolve', { seq, answer: { is: 'sendAgain' } })
    }
    await wait(LOOK_MS)
  }
}

async function compare(server: ReferenceServer, user: User, other: OtherDevice): Promise<Faults> {
  const { todos, queue } = await server.state()
  const all = todos[MIO.user] ?? []
  const theirs = (todo: ServerTodo) => todo.title.startsWith('theirs ')
  const ofTodos = user.todos.compare(
    all.filter((todo) => !theirs(todo)),
    (todo) => todo.title,
  )
  const ofQueue = user.episodes.compare(queue.pending_queue, nameOf)
  const wrong = [...ofTodos.wrong, ...ofQueue.wrong]
  const found = new Map(all.filter(theirs).map((todo) => [todo.title, todo.description]))
  for (const [title, { description }] of other.own) {
    if (!found.has(title)) wrong.push(`${title}: the other device's todo is gone`)
    else if (found.get(title) !== description) wrong.push(`${title}: was overwritten`)
    found.delete(title)
  }
  for (const title of found.keys()) wrong.push(`${title}: deleted by the other device, still there`)
  return {
    lost: [...ofTodos.lost, ...ofQueue.lost],
    duplicated: [...ofTodos.duplicated, ...ofQueue.duplicated],
    wrong,
  }
}

function nameOf({ serie_name, episode }: ServerItem): string {
  return `${serie_name} ${episodeCode(episode)}`
}

async function setUp(server: ReferenceServer): Promise<void> {
  const post = (path: string, body: object) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const { user: username, password } = MIO
  const answers = [
    await post('/api/auth/setup', { master_password: PASSWORD }),
    await post('/api/users/register', { username, password }),
  ]
  for (const { status } of answers) {
    if (status !== 201) throw new Error(`the server could not be set up (${status})`)
  }
}

async function signIn(client: Client, url: string): Promise<void> {
  for (const kind of ['library', 'todos'] as const) await client.invoke('server.add', { kind, url })
  const remember = true
  await client.invoke('session.signIn', { kind: 'library', password: PASSWORD, remember })
  await client.invoke('session.signIn', { kind: 'todos', ...MIO, remember })
  await connected(client)
}

async function until(what: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + QUIET_MS
  while (!(await what())) {
    if (Date.now() > end) throw new Error('the client did not become ready')
    await wait(20)
  }
}

import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { expect, test } from '../fixtures'
import { signIn } from '../fixtures/signed-in'

test('the proxy of the system is used, for HTTP and for both sockets', async ({ app, server }) => {
  const asked: string[] = []
  const open = new Set<Socket>()
  const proxy = createServer().on('connect', (request, client: Socket) => {
    const behind = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      client.pipe(behind).pipe(client)
    })
    asked.push(request.url ?? '')
    for (const socket of [client, behind]) open.add(socket.on('error', () => undefined))
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { port } = proxy.address() as AddressInfo
  await app.electron.evaluate(
    ({ session }, proxyRules) =>
      session.defaultSession.setProxy({ proxyRules, proxyBypassRules: '<-loopback>' }),
    `127.0.0.1:${port}`,
  )

  const shell = await signIn(app, server)
  const { sockets } = await server.state()
  expect(sockets.map((one) => one.server).sort()).toEqual(['library', 'todos'])
  expect(new Set(asked)).toEqual(new Set([new URL(server.url).host]))

  // Nothing went another way: without the proxy both are away.
  for (const socket of open) socket.destroy()
  await new Promise((resolve) => proxy.close(resolve))
  await expect(shell.away.first()).toBeVisible()
})

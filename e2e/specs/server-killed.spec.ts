import { expect, test } from '../fixtures'

test.use({ serverOptions: { speed: 1 } })

test('the server dies in mid-download and comes back: rows and progress are right again', async ({
  signedIn: shell,
  server,
}) => {
  const { page } = shell
  const library = await shell.go('library')
  await library.missingOnly.check()
  const series = await library.openAt(0)
  const [code = ''] = await series.queue(1)
  const queue = await shell.go('queue')
  await server.control('/next-download', { outcome: 'complete', seconds: 20 })
  await queue.start.click()
  const bar = queue.row(code).getByRole('progressbar')
  await expect(bar).toHaveAttribute('aria-valuenow', /^([3-9]|\d\d)/)
  await page.evaluate(() => Object.assign(globalThis, { stillTheSameWindow: true }))

  await server.kill()
  await expect(shell.connection).not.toHaveText('Live')
  await expect(shell.away.first()).toBeVisible()
  await expect(queue.freshness).not.toHaveText('Live')
  await expect(queue.row(code)).toBeVisible()

  // A restarted server begins the download anew: less than a moment ago, and true.
  await server.start()
  await shell.live()
  await expect(shell.away).toHaveCount(0)
  await expect(queue.freshness).toHaveText('Live')
  await expect(queue.runState).toHaveAttribute('data-state', 'running')
  await expect(queue.inGroup('active')).toHaveCount(1)
  await expect(bar).toHaveAttribute('aria-valuenow', /^[1-9]/)
  const { queue: told } = await server.state()
  expect(told.active_downloads).toHaveLength(1)
  await expect
    .poll(async () => {
      const shown = Number(await bar.getAttribute('aria-valuenow'))
      const [item] = (await server.state()).queue.active_downloads
      return Math.abs(shown - (item?.progress?.percent ?? 1_000))
    })
    .toBeLessThanOrEqual(3)
  expect(await page.evaluate(() => 'stillTheSameWindow' in globalThis)).toBe(true)
})

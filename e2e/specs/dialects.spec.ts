import type { Dialect } from '../../reference-server/dialects/traits'
import { DIALECTS } from '../../reference-server/dialect'
import { expect, test } from '../fixtures'
import { MASTER_PASSWORD } from '../fixtures/accounts'
import type { EngawaApp } from '../fixtures/app'
import { expectControls } from '../fixtures/controls'
import { pendingCodes } from '../fixtures/queue-state'
import type { ReferenceServer } from '../fixtures/server'
import { setUpLibraryAlone } from '../fixtures/signed-in'
import { Witness } from '../fixtures/witness'
import type { QueuePage } from '../pages/queue'
import type { Shell } from '../pages/shell'

/** One server of one version, and the application at work with it. */
interface Round {
  readonly dialect: Dialect
  readonly server: ReferenceServer
  readonly shell: Shell
  readonly witness: Witness
}

async function queueFour({ shell }: Round): Promise<[QueuePage, string[]]> {
  const library = await shell.go('library')
  await expect(library.count).toHaveText('60 series')
  await library.sort.selectOption('missing')
  const series = await library.openAt(0)
  const codes = await series.queue(4)
  const queue = await shell.go('queue')
  await expect.poll(() => queue.codes('pending')).toEqual(codes)
  await queue.settled()
  return [queue, codes]
}

async function reorder({ dialect, shell, server }: Round, queue: QueuePage, codes: string[]) {
  const [a = '', b = '', c = '', d = ''] = codes
  await queue.walkTo(queue.row(a))
  await shell.page.keyboard.press('Alt+ArrowDown')
  if (dialect.queue.reorder === null) {
    await expect(queue.row(d).locator('xpath=ancestor-or-self::*[@draggable]')).toHaveCount(0)
    expect(await queue.codes('pending')).toEqual(codes)
    expect((await server.state()).requests['POST /api/queue/reorder']).toBeUndefined()
    return
  }
  await expect.poll(pendingCodes(server)).toEqual([b, a, c, d])
  await shell.page.keyboard.press('Control+z')
  await expect.poll(pendingCodes(server)).toEqual([a, b, c, d])
  await queue.settled()
  await queue.dragBefore(queue.row(d), queue.row(b))
  await expect.poll(pendingCodes(server)).toEqual([a, d, b, c])
  await expect.poll(() => queue.codes('pending')).toEqual([a, d, b, c])
  await shell.undo()
  await expect.poll(pendingCodes(server)).toEqual([a, b, c, d])
  await queue.settled()
}

/** Takes the last one out twice: once undone, once for good. */
async function remove({ shell, server }: Round, queue: QueuePage, codes: string[]) {
  const last = codes.at(-1) ?? ''
  await queue.walkTo(queue.row(last))
  await shell.page.keyboard.press('Delete')
  await expect(queue.rows).toHaveCount(3)
  await shell.undo()
  await expect.poll(() => queue.codes('pending')).toEqual(codes)
  expect((await server.state()).requests['DELETE /api/queue/{item_id}'] ?? 0).toBe(0)
  await queue.fromMenu(queue.row(last), 'Remove from queue')
  await expect.poll(pendingCodes(server)).toEqual(codes.slice(0, -1))
}

async function runState({ dialect, server, witness }: Round, queue: QueuePage) {
  // Long enough to outlast whatever is done meanwhile.
  await server.control('/next-download', { outcome: 'complete', seconds: 10_000, times: 9 })
  await queue.start.click()
  await expect(queue.runState).toHaveAttribute('data-state', 'running')
  await expect(queue.inGroup('active')).toHaveCount(2)
  await expect(queue.inGroup('active').first().getByRole('progressbar')).toBeVisible()
  await witness.lookAround()
  if (dialect.queue.pause) {
    await queue.pause.click()
    await expect(queue.runState).toHaveAttribute('data-state', 'paused')
    await expect.poll(server.reading(({ queue }) => queue.is_paused)).toBe(true)
    await witness.lookAround()
    await queue.resume.click()
    await expect(queue.runState).toHaveAttribute('data-state', 'running')
    await expect.poll(server.reading(({ queue }) => queue.is_paused)).toBe(false)
  }
  await queue.stop.click()
  await expect(queue.runState).toHaveAttribute('data-state', 'stopped')
  const finishes = dialect.queue.stop === 'finish'
  await expect(queue.inGroup('active')).toHaveCount(finishes ? 2 : 0)
}

/** The server dies and comes back: what ran waits again, and nothing was clicked for it. */
async function restart({ server, shell }: Round, queue: QueuePage, codes: string[]) {
  await server.kill()
  await expect(shell.connection).not.toHaveText('Live')
  await server.start()
  await shell.live()
  await expect.poll(async () => (await queue.codes('pending')).sort()).toEqual(codes.slice(0, -1))
  await expect(queue.freshness).toHaveText('Live')
}

async function downloads({ server, shell, witness }: Round, queue: QueuePage) {
  await server.control('/next-download', { outcome: 'fail', reason: 'No mirror', seconds: 20 })
  await server.control('/next-download', { outcome: 'complete', seconds: 20, times: 3 })
  await queue.start.click()
  await expect(queue.inGroup('completed')).toHaveCount(2)
  await expect(queue.inGroup('failed')).toContainText('No mirror')
  await expect(queue.runState).toHaveAttribute('data-state', 'stopped')
  await witness.lookAround()
  await queue.openMenu(queue.inGroup('failed'))
  await shell.page.keyboard.press('Escape')
  await queue.retryAll.click()
  await expect(queue.inGroup('failed')).toHaveCount(0)
  await queue.settled()
  await queue.start.click()
  await expect(queue.inGroup('completed')).toHaveCount(3)
  await queue.clear.click()
  await expect(queue.inGroup('completed')).toHaveCount(0)
  await shell.undo()
  await expect(queue.inGroup('completed')).toHaveCount(3)
  await queue.clear.click()
  await expect(queue.empty).toContainText('Nothing in the queue')
}

async function rescan({ shell }: Round) {
  const library = await shell.go('library')
  await library.rescan.click()
  await expect(library.scan).toHaveAttribute('data-phase', 'running')
  await expect(library.scan.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /^[1-9]/)
  await expect(library.scan).toBeHidden()
  const activity = await shell.go('activity')
  await expect(activity.of('scan.completed')).toContainText(/Scan finished/)
}

/** The sheet comes, and after it what was clicked goes on; a server that renews an ended token needs none. */
async function tokenEnded({ dialect, server, shell }: Round) {
  const library = await shell.go('library')
  await server.control('/expire-tokens', { which: 'library' })
  await library.rescan.click()
  if (dialect.http.refresh !== 'ended') {
    await expect(shell.sheet.root).toContainText('Your sign-in has ended.')
    await shell.sheet.signInLibrary(MASTER_PASSWORD)
  }
  const activity = await shell.go('activity')
  await expect(activity.of('scan.completed')).toHaveCount(2)
  await expect(shell.sheet.root).toBeHidden()
  await shell.live()
}

async function addSeries({ dialect, shell }: Round) {
  const library = await shell.go('library')
  if (dialect.extras.addSeries === null) return
  await library.search.fill('')
  const title = await library.addFirst('a')
  await expect(library.count).toHaveText('61 series')
  await expect(library.adding).toHaveCount(0)
  await library.search.fill(title)
  await expect(library.row(title)).toBeVisible()
}

/** Retries it until the server will not any more: then nothing offers one. */
async function failForGood({ dialect, server, shell }: Omit<Round, 'witness'>, app: EngawaApp) {
  const library = await shell.go('library')
  await library.sort.selectOption('missing')
  await (await library.openAt(0)).queue(1)
  const queue = await shell.go('queue')
  await queue.settled()
  const retries = dialect.queue.retries ?? 0
  await server.control('/next-download', { outcome: 'fail', reason: 'Gone', times: retries + 1 })
  await queue.start.click()
  for (let tried = 0; tried < retries; tried++) {
    await queue.retryAll.click()
    await expect(queue.inGroup('pending')).toHaveCount(1)
    await queue.settled()
    await queue.start.click()
  }
  await expect(queue.inGroup('failed')).toHaveAttribute('data-state', 'permanently_failed')
  await expect(queue.retryAll).toHaveCount(0)
  const witness = await Witness.of(app)
  await witness.lookAround()
  await queue.openMenu(queue.inGroup('failed'))
  const { words } = await witness.sight()
  expect(words).toContain('Remove from queue')
  expect(words.filter((word) => word.startsWith('Retry') && word !== 'Retry (queue)')).toEqual([])
  const enabled = app.electron.evaluate(
    ({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('retryFailed')?.enabled,
  )
  expect(await enabled).toBe(false)
  await witness.expectNoComplaint()
}

/** The main job with every version of the library server. */
for (const dialect of DIALECTS) {
  test.describe(`version ${dialect.name}`, { tag: '@dialects' }, () => {
    test.use({ serverOptions: { dialect: dialect.name } })
    test.setTimeout(150_000)

    test('library and queue', async ({ server, app }) => {
      const witness = await Witness.of(app)
      const shell = await setUpLibraryAlone(app, server)
      const round: Round = { dialect, server, shell, witness }
      const [queue, codes] = await queueFour(round)
      await test.step('reorder', () => reorder(round, queue, codes))
      await test.step('remove, undo', () => remove(round, queue, codes))
      await test.step('start, pause, stop', () => runState(round, queue))
      await test.step('restart', () => restart(round, queue, codes))
      await test.step('fail, retry, clear', () => downloads(round, queue))
      await test.step('add series', () => addSeries(round))
      await test.step('the server about itself', async () => {
        const { health } = await shell.go('server')
        await expect(health).toBeVisible()
        await witness.lookAround()
      })
      await test.step('rescan', () => rescan(round))
      await test.step('token ended', () => tokenEnded(round))
      await expect(shell.outboxCount).toBeHidden()
      await expectControls(witness, dialect)
      await witness.expectNoComplaint()
    })

    if (dialect.queue.retries === null) return
    test('what failed for good offers no retry', async ({ server, app }) => {
      await failForGood({ dialect, server, shell: await setUpLibraryAlone(app, server) }, app)
    })
  })
}

import { DIALECTS } from '../../reference-server/dialect'
import { expect, test } from '../fixtures'
import { MASTER_PASSWORD } from '../fixtures/accounts'
import { ConnectPage } from '../pages/connect'
import { Shell } from '../pages/shell'

/** What a version cannot do, and what is then absent from the window. */
const WITHOUT_PAUSE: readonly string[] = ['2026-06']

/** The main job with every version of the library server. */
for (const { name } of DIALECTS) {
  test.describe(`version ${name}`, () => {
    test.use({ serverOptions: { dialect: name, speed: 40 } })

    test('set-up, library, a download from the click to its end', async ({ server, app }) => {
      const connect = await new ConnectPage(app.page).ask(server.url)
      const shell = new Shell(app.page)
      // A version without a schema does not tell of its todo server.
      await expect(connect.both.or(shell.sheet.root)).toBeVisible()
      if (await connect.both.isVisible()) await connect.keepOnlyLibrary()
      await shell.sheet.setUp(MASTER_PASSWORD)
      await shell.live()

      const library = await shell.go('library')
      await expect(library.count).toHaveText('60 series')
      await library.sort.selectOption('missing')
      const series = await library.openAt(0)
      const [code = ''] = await series.queue(1)
      const queue = await shell.go('queue')
      await expect(queue.inGroup('pending')).toContainText(code)
      await server.control('/next-download', { outcome: 'complete', seconds: 60 })
      await queue.start.click()
      await expect(queue.runState).toHaveAttribute('data-state', 'running')
      await expect(queue.pause).toHaveCount(WITHOUT_PAUSE.includes(name) ? 0 : 1)
      await expect(queue.inGroup('completed')).toContainText(code)
      await expect(shell.outboxCount).toBeHidden()
    })
  })
}

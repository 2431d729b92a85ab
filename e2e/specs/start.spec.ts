import { expect, test } from '../fixtures'
import { ConnectPage } from '../pages/connect'
import { Shell } from '../pages/shell'

test('an empty profile begins with the way to a server, and one click tries the sample', async ({
  launch,
}) => {
  const first = await launch()
  const connect = new ConnectPage(first.page)
  await expect(connect.root).toBeVisible()
  await expect(connect.url).toBeFocused()

  const shell = await (await connect.trySample()).live()
  const library = await shell.go('library')
  await expect(library.count).toHaveText('60 series')
  await first.quit()

  const second = await launch()
  const again = await new Shell(second.page).go('library')
  await expect(again.count).toHaveText('60 series')
  await expect(new Shell(second.page).sheet.root).toBeHidden()
  await new Shell(second.page).live()
  await expect(again.freshness).toHaveText('Live')
})

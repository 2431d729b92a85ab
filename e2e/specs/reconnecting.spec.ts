import { expect, test } from '../fixtures'

test('the top bar says when it tries again, tries now by keyboard, and Diagnostics tells the story', async ({
  signedIn: shell,
  server,
}) => {
  await shell.live()
  // It is back at once, wants to be left alone for ten minutes, and then hears two messages only.
  const path = '/ws/connect'
  await server.control('/refuse', { status: 503, path, times: 1, retry_after: 600 })
  await server.control('/message-limit', { messages: 2, seconds: 3_600 })
  await server.control('/drop', { which: 'library', how: 'rst' })
  await expect(shell.connection).toHaveText(/^Library: Reconnecting in 1[01] min$/)
  await shell.connection.focus()
  await shell.page.keyboard.press('Tab')
  await expect(shell.tryNow).toBeFocused()
  await shell.page.keyboard.press('Enter')
  await shell.live()
  await expect(shell.tryNow).toBeHidden()
  await expect(shell.connection).toBeFocused()

  await server.control('/emit', { type: 'made_up_event', data: {} })
  const settings = await shell.go('settings')
  await expect(settings.rooms).toContainText('downloadsrefused by the server')
  await expect(settings.counters.first()).toContainText('Unknown event “made_up_event”')
  const waits = settings.timeline.getByRole('row').filter({ hasText: 'Reconnecting…' })
  await expect(waits.filter({ hasText: 'The connection was lost.' })).toHaveCount(1)
  await expect(waits.filter({ hasText: 'The server asks for patience.' })).toHaveCount(1)
})

import { expect, test } from '../fixtures'
import { Shell } from '../pages/shell'

/**
 * Nothing is under way and nothing has to be written: everything stops at once, which once made
 * Electron ignore the second quit.
 */
test('closing right after the start ends the program', async ({ launch }) => {
  for (const round of [1, 2, 3]) {
    const app = await launch()
    await app.page.evaluate(() => document.readyState)
    await app.quit()
    expect(app.running, `round ${round}`).toBe(false)
  }
})

test('quitting with something unsent says so, and that it is kept; a signal does not wait for an answer', async ({
  signedIn: shell,
  app,
  server,
  launch,
}) => {
  await server.stop()
  const todos = await shell.go('todos')
  await todos.add('Not sent yet')
  await expect(todos.mark('Not sent yet')).toHaveAttribute('data-state', 'queued')

  // The user stays. The dialog is the desktop's own, so its words are taken from the call.
  const asked = await app.electron.evaluate(
    ({ BrowserWindow, dialog }) =>
      new Promise<{ message: string; detail: string | undefined }>((resolve) => {
        dialog.showMessageBox = (...given: unknown[]) => {
          const { message, detail } = given.at(-1) as Electron.MessageBoxOptions
          setImmediate(() => resolve({ message, detail }))
          return Promise.resolve({ response: 1, checkboxChecked: false })
        }
        BrowserWindow.getAllWindows()[0]?.close()
      }),
  )
  expect(asked.message).toBe('1 change has not been sent yet')
  expect(asked.detail).toContain('kept on this computer')
  await expect(todos.row('Not sent yet')).toBeVisible()

  await app.electron.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => new Promise(() => {})
  })
  await app.terminate()
  const again = new Shell((await launch()).page)
  await expect((await again.go('todos')).mark('Not sent yet')).toHaveAttribute(
    'data-state',
    'queued',
  )
})

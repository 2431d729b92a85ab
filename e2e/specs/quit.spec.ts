import { expect, test } from '../fixtures'

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

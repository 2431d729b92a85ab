import { app } from 'electron'
import type { Client } from '../client/client'
import type { Clock } from '../clock'
import { runSmoke } from './smoke'
import type { MainWindow } from './window'

/** Walks through the first start (`ENGAWA_SMOKE=1`), says how it went and quits with that code. */
export function reportSmoke(parts: { main: MainWindow; client: Client; clock: Clock }): void {
  const { main, client, clock } = parts
  const { library } = client.slices
  const waitForLibrary = () =>
    new Promise<readonly string[]>((resolve) => {
      const titles = () => library.rows.map((series) => series.title)
      if (library.rows.length > 0) return resolve(titles())
      const stop = library.onChange(() => {
        if (library.rows.length === 0) return
        stop()
        resolve(titles())
      })
    })
  void runSmoke({
    ...{ clock, waitForLibrary },
    window: main.window,
    navigate: (to) => main.send('navigate', to),
    screenshot: process.env['ENGAWA_SMOKE_SHOT'] ?? null,
    print: (line) => void process.stdout.write(`${line}\n`),
  }).then((code) => {
    // exit() skips will-quit, so the parts are stopped by quitting; the code is kept for the end.
    app.once('quit', () => app.exit(code))
    app.quit()
  })
}
